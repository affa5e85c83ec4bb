import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `hex` is the lower-case HMAC of the bytes, in constant time. */
export function isHmac(algorithm: 'sha256' | 'sha512', secret: string, bytes: string | Buffer, hex: string): boolean {
  const expected = createHmac(algorithm, secret).update(bytes).digest();
  if (hex.length !== expected.length * 2 || !/^[0-9a-f]+$/.test(hex)) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), expected);
}

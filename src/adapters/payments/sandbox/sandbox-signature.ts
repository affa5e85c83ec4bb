import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 over "t.body">`, as Stripe signs (docs.stripe.com/webhooks). */
export function signSandboxBody(secret: string, body: string | Buffer, atSeconds: number): string {
  return `t=${atSeconds},v1=${createHmac('sha256', secret).update(`${atSeconds}.`).update(body).digest('hex')}`;
}

export function isSandboxSignature(secret: string, header: unknown, body: Buffer, nowSeconds: number): boolean {
  if (typeof header !== 'string') return false;
  const [, seconds] = /^t=(\d{1,12}),v1=[0-9a-f]{64}$/.exec(header) ?? [];
  if (!seconds || Math.abs(nowSeconds - Number(seconds)) > TOLERANCE_SECONDS) return false;
  const expected = Buffer.from(signSandboxBody(secret, body, Number(seconds)));
  const given = Buffer.from(header);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

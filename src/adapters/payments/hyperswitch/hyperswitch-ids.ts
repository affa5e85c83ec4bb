import { createHash } from 'node:crypto';

/**
 * Hyperswitch does not heed idempotency keys, but refuses an id that it has seen: so ours are derived from the key. The
 * reference asks for exactly 30 characters, the server for at most 64.
 */
export const paymentIdFor = (idempotencyKey: string): string => `pay_${digestOf(idempotencyKey)}`;
export const refundIdFor = (idempotencyKey: string): string => `ref_${digestOf(idempotencyKey)}`;

/** What may stand in a path of the API: anything else is no id of theirs. */
export const isHyperswitchId = (id: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(id);

function digestOf(key: string): string {
  const bits128 = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return BigInt(`0x${bits128}`).toString(36).padStart(26, '0');
}

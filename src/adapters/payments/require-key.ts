/** @throws when there is no idempotency key: a call that moves money and cannot be repeated is never sent. */
export function requireKey(idempotencyKey: string): void {
  if (idempotencyKey.trim() === '') throw new TypeError('a call that moves money needs an idempotency key');
}

/** When an idempotency key was made, in Unix seconds; null unless it is a UUID of version 7 (RFC 9562), which says so. */
export function keyTime(idempotencyKey: string): number | null {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(idempotencyKey) ?? [];
  return high && low ? Math.floor(Number.parseInt(high + low, 16) / 1000) : null;
}

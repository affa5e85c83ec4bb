import { IdempotencyKeyMissing } from '#application/shared/idempotency.ts';

const VISIBLE = /^[\x21-\x7e]{1,255}$/;
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * The key in an `Idempotency-Key` header, bare or as a structured-field string; null when there is no header.
 * @throws {IdempotencyKeyMissing} when there is one that holds no key.
 */
export function idempotencyKeyIn(header: string | undefined): string | null {
  if (header === undefined) return null;
  const trimmed = header.trim();
  const key = trimmed.startsWith('"') ? QUOTED.exec(trimmed)?.[1]?.replace(/\\(["\\])/g, '$1') : trimmed;
  if (key === undefined || !VISIBLE.test(key)) throw new IdempotencyKeyMissing();
  return key;
}

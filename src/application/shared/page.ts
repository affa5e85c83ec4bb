import { InvalidInput } from './errors.ts';

/** One page of a list, newest first unless its reader says otherwise. `nextCursor` is null on the last one. */
export type Page<T> = { data: T[]; nextCursor: string | null };
export type PageRequest = { limit: number; cursor?: string | undefined };

/** An opaque cursor over the last row's sort keys. */
function encodeCursor(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws {InvalidInput} for a cursor that this server did not make. */
export function decodeCursor(cursor: string, size: number): string[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(keys) && keys.length === size && keys.every((key) => typeof key === 'string')) return keys;
  } catch {
    // falls through to the refusal below: a cursor that does not parse is a cursor that we did not make
  }
  throw new InvalidInput([{ pointer: '/cursor', detail: 'is not a cursor of this list' }]);
}

/** Cuts the one row read beyond `limit` off again and makes the cursor from the last row kept. */
export function pageOf<Row, T>(rows: readonly Row[], limit: number, keysOf: (row: Row) => string[], toItem: (row: Row) => T): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { data: kept.map(toItem), nextCursor: rows.length > limit && last ? encodeCursor(keysOf(last)) : null };
}

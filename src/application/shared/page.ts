import { InvalidInput } from './errors.ts';

/** One page of a list, newest first unless its reader says otherwise. `nextCursor` is null on the last one. */
export type Page<T> = { data: T[]; nextCursor: string | null };
export type PageRequest = { limit: number; cursor?: string | undefined };
/** A place in a list: behind the row of this id, among those of this time. */
export type Position = { at: Date; id: string };

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** An opaque cursor over the last row's sort keys, marked with the list that it goes on in. */
function encodeCursor(list: string, { at, id }: Position): string {
  return Buffer.from(JSON.stringify([list, at.toISOString(), id])).toString('base64url');
}

/** @throws {InvalidInput} for a cursor that this server did not make, or made for another list. */
export function decodeCursor(list: string, cursor: string): Position {
  const [mark, at, id] = keysIn(cursor);
  if (mark === list && isText(at, TIME) && isText(id, ID) && !Number.isNaN(Date.parse(at))) return { at: new Date(at), id };
  throw new InvalidInput([{ pointer: '/cursor', detail: 'is not a cursor of this list' }]);
}

type Found<Row> = { list: string; rows: readonly Row[]; limit: number; positionOf: (row: Row) => Position };

/** Cuts the one row read beyond `limit` off again and makes the cursor from the last row kept. */
export function pageOf<Row, T>({ list, rows, limit, positionOf }: Found<Row>, toItem: (row: Row) => T): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { data: kept.map(toItem), nextCursor: rows.length > limit && last ? encodeCursor(list, positionOf(last)) : null };
}

function keysIn(cursor: string): unknown[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(keys) && keys.length === 3 ? keys : [];
  } catch {
    return [];
  }
}

function isText(key: unknown, shape: RegExp): key is string {
  return typeof key === 'string' && shape.test(key);
}

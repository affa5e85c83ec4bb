import { hash } from 'node:crypto';
import { decodeCursor, type Page, type PageRequest, pageOf } from '#application/shared/page.ts';
import type { SqlReader } from './sql-reader.ts';
import type { SqlRow, SqlValue } from './sql-statement.ts';
import { readDate, readText } from './sql-values.ts';

/**
 * `from`, `columns` and `conditions` are SQL of ours, `values` the parameters of the conditions; `sort` is a time column; a
 * filter that is undefined does not filter.
 */
type Listing = {
  from: string;
  columns: string;
  sort: string;
  filters: Record<string, SqlValue | undefined>;
  conditions?: readonly string[];
  values?: readonly SqlValue[];
};

/** One page of a table by a time column and the id behind it: stable however many rows share a moment. */
export async function listNewestFirst<Item>(
  reader: SqlReader,
  listing: Listing,
  page: PageRequest,
  toItem: (row: SqlRow) => Item,
): Promise<Page<Item>> {
  const { from, columns, sort, filters, conditions = [], values = [] } = listing;
  const given = Object.entries(filters).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
  const list = markOf([from, sort, ...conditions, ...values, ...given.flatMap(({ column, value }) => [column, value])]);
  const after = page.cursor === undefined ? null : decodeCursor(list, page.cursor);
  const position: SqlValue[] = after ? [after.at, after.id] : [];
  const where = [...conditions, ...given.map(({ column }) => `${column} = ?`), ...(position.length > 0 ? [`(${sort}, id) < (?, ?)`] : [])];
  const rows = await reader.all(
    `select ${columns} from ${from}${where.length > 0 ? ` where ${where.join(' and ')}` : ''} order by ${sort} desc, id desc limit ?`,
    [...values, ...given.map(({ value }) => value), ...position, page.limit + 1],
  );
  const positionOf = (row: SqlRow) => ({ at: readDate(row, sort), id: readText(row, 'id') });
  return pageOf({ list, rows, limit: page.limit, positionOf }, toItem);
}

/** The same for the same question alone, so that no cursor goes on in the list of another. */
function markOf(question: readonly SqlValue[]): string {
  return hash('sha256', question.join('\n'), 'base64url').slice(0, 12);
}

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
  { from, columns, sort, filters, conditions = [], values = [] }: Listing,
  page: PageRequest,
  toItem: (row: SqlRow) => Item,
): Promise<Page<Item>> {
  const given = Object.entries(filters).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor);
  const position: SqlValue[] = after ? [after.at, after.id] : [];
  const where = [...conditions, ...given.map(({ column }) => `${column} = ?`), ...(position.length > 0 ? [`(${sort}, id) < (?, ?)`] : [])];
  const rows = await reader.all(
    `select ${columns} from ${from}${where.length > 0 ? ` where ${where.join(' and ')}` : ''} order by ${sort} desc, id desc limit ?`,
    [...values, ...given.map(({ value }) => value), ...position, page.limit + 1],
  );
  return pageOf(rows, page.limit, (row) => ({ at: readDate(row, sort), id: readText(row, 'id') }), toItem);
}

export type SqlValue = string | number | bigint | boolean | Date | null;
export type SqlRow = Record<string, unknown>;

/** A `?` for each of these: `in (${places(ids)})`. */
export const places = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

/** Statements are written with `?`; PostgreSQL wants `$1`, `$2`, … */
export function numbered(sql: string): string {
  let position = 0;
  return sql.replaceAll('?', () => `$${++position}`);
}

export const toSqlite = (value: SqlValue): string | number | bigint | null =>
  value instanceof Date ? value.getTime() : typeof value === 'boolean' ? Number(value) : value;

export const toPostgres = (value: SqlValue): string | number | boolean | Date | null => (typeof value === 'bigint' ? String(value) : value);

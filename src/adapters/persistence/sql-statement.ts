export type SqlValue = string | number | bigint | boolean | Date | null;
export type SqlRow = Record<string, unknown>;
export type StatementResult = { rows: SqlRow[]; changes: number };

/** Statements of one transaction. `run` takes `?` for parameters, `native` whatever the database itself does. */
export type Statements = {
  readonly dialect: 'sqlite' | 'postgres';
  run(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult>;
  native(sql: string, parameters: readonly unknown[]): Promise<StatementResult>;
};

/** A `?` for each of these: `in (${places(ids)})`. */
export const places = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

export const toSqlite = (value: SqlValue): string | number | bigint | null =>
  value instanceof Date ? value.getTime() : typeof value === 'boolean' ? Number(value) : value;

import type { PoolClient, QueryConfig } from 'pg';
import { numbered, type SqlRow, type SqlValue, type StatementResult, type Statements, toPostgres } from './sql-statement.ts';

const MOST_PREPARED = 500;
const prepared = new Map<string, { name: string; text: string }>();

/** The same names on every connection, so that each prepares a statement once. */
function preparedFor(sql: string): { name?: string; text: string } {
  const known = prepared.get(sql);
  if (known) return known;
  const text = numbered(sql);
  if (prepared.size >= MOST_PREPARED) return { text };
  const made = { name: `w${prepared.size}`, text };
  prepared.set(sql, made);
  return made;
}

export class PostgresStatements implements Statements {
  readonly dialect = 'postgres';
  readonly #client: PoolClient;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  run(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult> {
    return this.#query({ ...preparedFor(sql), values: parameters.map(toPostgres) });
  }

  native(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return this.#query({ text: sql, values: [...parameters] });
  }

  async #query(query: QueryConfig): Promise<StatementResult> {
    const { rows, rowCount } = await this.#client.query<SqlRow>(query);
    return { rows, changes: rowCount ?? rows.length };
  }
}

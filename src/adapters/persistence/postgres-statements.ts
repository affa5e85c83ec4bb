import type { PoolClient, QueryConfig } from 'pg';
import type { StatementResult, Statements } from './ambient-transaction.ts';
import { numbered, type SqlRow, type SqlValue, toPostgres } from './sql-statement.ts';

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
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: PoolClient) {
    this.#client = client;
  }

  run(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult> {
    return this.#inTurn({ ...preparedFor(sql), values: parameters.map(toPostgres) });
  }

  native(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return this.#inTurn({ text: sql, values: [...parameters] });
  }

  /** A connection does one thing after the other, also for who asks for several at once. */
  async #inTurn(query: QueryConfig): Promise<StatementResult> {
    const before = this.#last;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    this.#last = done;
    await before;
    try {
      const { rows, rowCount } = await this.#client.query<SqlRow>(query);
      return { rows, changes: rowCount ?? rows.length };
    } finally {
      resolve();
    }
  }
}

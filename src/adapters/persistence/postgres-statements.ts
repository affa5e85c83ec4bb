import type { PoolClient, QueryConfig } from 'pg';
import { namedQuery } from './named-query.ts';
import type { SqlRow, SqlValue, StatementResult, Statements } from './sql-statement.ts';

export class PostgresStatements implements Statements {
  readonly dialect = 'postgres';
  readonly #client: PoolClient;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  run(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult> {
    return this.#query(namedQuery(sql, parameters));
  }

  native(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return this.#query({ text: sql, values: [...parameters] });
  }

  async #query(query: QueryConfig): Promise<StatementResult> {
    const { rows, rowCount } = await this.#client.query<SqlRow>(query);
    return { rows, changes: rowCount ?? rows.length };
  }
}

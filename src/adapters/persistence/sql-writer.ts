import type { AmbientTransaction } from './ambient-transaction.ts';
import type { SqlValue, StatementResult } from './sql-statement.ts';

/**
 * Statements in the ambient unit of work, for tables that are written without an entity: append-only rows, claims, bulk
 * changes. Entities changed in the same unit of work are not flushed first. Rows are those of RETURNING; take values out
 * with `readX` of `sql-values.ts`.
 */
export class SqlWriter {
  readonly dialect: 'sqlite' | 'postgres';
  readonly #ambient: AmbientTransaction;

  constructor(dialect: SqlWriter['dialect'], ambient: AmbientTransaction) {
    this.dialect = dialect;
    this.#ambient = ambient;
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<StatementResult> {
    return this.#ambient.current.run(sql, parameters);
  }

  /** With parameters as the database itself writes them, for libraries that bring statements of their own. */
  async native(sql: string, parameters: readonly unknown[] = []): Promise<StatementResult> {
    return this.#ambient.current.native(sql, parameters);
  }
}

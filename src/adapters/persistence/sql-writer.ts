import type { SqlEntityManager } from '@mikro-orm/sql';
import type Database from 'better-sqlite3';
import { CompiledQuery } from 'kysely';
import { numbered, type SqlRow, type SqlValue, toPostgres, toSqlite } from './sql-statement.ts';

/**
 * Statements in the ambient unit of work, for tables that are written without an entity: append-only rows, claims, bulk
 * changes. Entities changed in the same unit of work are not flushed first. Rows are those of RETURNING; take values out
 * with `readX` of `sql-values.ts`.
 */
export abstract class SqlWriter {
  abstract readonly dialect: 'sqlite' | 'postgres';
  abstract run(sql: string, parameters?: readonly SqlValue[]): Promise<{ rows: SqlRow[]; changes: number }>;
}

function requireTransaction(em: SqlEntityManager): void {
  if (!em.isInTransaction()) throw new Error('writing is only possible inside a unit of work');
}

/** SQLite has one connection: inside a unit of work, a statement on its native handle is part of the transaction. */
export class SqliteWriter extends SqlWriter {
  readonly dialect = 'sqlite';
  readonly #em: SqlEntityManager;
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement<unknown[], SqlRow>>();

  constructor(em: SqlEntityManager, database: Database.Database) {
    super();
    this.#em = em;
    this.#database = database;
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ rows: SqlRow[]; changes: number }> {
    requireTransaction(this.#em);
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare<unknown[], SqlRow>(sql);
      if (statement.reader) statement.safeIntegers(true);
      this.#statements.set(sql, statement);
    }
    const values = parameters.map(toSqlite);
    if (!statement.reader) return { rows: [], changes: statement.run(...values).changes };
    const rows = statement.all(...values);
    return { rows, changes: rows.length };
  }
}

export class PostgresWriter extends SqlWriter {
  readonly dialect = 'postgres';
  readonly #em: SqlEntityManager;

  constructor(em: SqlEntityManager) {
    super();
    this.#em = em;
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ rows: SqlRow[]; changes: number }> {
    requireTransaction(this.#em);
    const result = await this.#em.getKysely().executeQuery<SqlRow>(CompiledQuery.raw(numbered(sql), parameters.map(toPostgres)));
    return { rows: result.rows, changes: Number(result.numAffectedRows ?? result.rows.length) };
  }
}

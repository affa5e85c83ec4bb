import type Database from 'better-sqlite3';
import type { Pool } from 'pg';
import { translated } from './database-faults.ts';
import { namedQuery } from './named-query.ts';
import { PreparedStatements } from './prepared-statements.ts';
import { type SqlRow, type SqlValue, toSqlite } from './sql-statement.ts';

/**
 * Prepared reads of committed data, outside any unit of work: for lists and hot look-ups, where hydrating entities would
 * cost thirty times the query. Write `?` for parameters. Integers come as bigint (SQLite) or as number or string
 * (PostgreSQL), times as epoch milliseconds, Date or text: take values out of a row with `readX` of `sql-values.ts`.
 */
export abstract class SqlReader {
  abstract readonly dialect: 'sqlite' | 'postgres';
  abstract all(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** Another number after every commit that may have changed what is read; null where that cannot be told cheaply. */
  abstract version(): number | null;

  async first(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow | null> {
    const [row] = await this.all(sql, parameters);
    return row ?? null;
  }
}

export class SqliteReader extends SqlReader {
  readonly dialect = 'sqlite';
  readonly #database: Database.Database;
  readonly #prepared: PreparedStatements;
  readonly #version: Database.Statement<[], number>;

  constructor(database: Database.Database) {
    super();
    this.#database = database;
    this.#prepared = new PreparedStatements(database);
    this.#version = database.prepare<[], number>('pragma data_version').pluck();
  }

  /** SQLite counts the commits of other connections: a reader that shares the writer's cannot tell. */
  version(): number | null {
    return this.#database.readonly ? (this.#version.get() ?? null) : null;
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.#prepared.of(sql).all(...parameters.map(toSqlite));
  }
}

export class PostgresReader extends SqlReader {
  readonly dialect = 'postgres';
  readonly #pool: Pool;

  constructor(pool: Pool) {
    super();
    this.#pool = pool;
  }

  version(): null {
    return null;
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    try {
      return (await this.#pool.query<SqlRow>(namedQuery(sql, parameters))).rows;
    } catch (error) {
      throw translated(error);
    }
  }
}

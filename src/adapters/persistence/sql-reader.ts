import type Database from 'better-sqlite3';
import type { Pool } from 'pg';
import { translated } from './database-faults.ts';
import { numbered, type SqlRow, type SqlValue, toPostgres, toSqlite } from './sql-statement.ts';

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
  readonly #statements = new Map<string, Database.Statement<unknown[], SqlRow>>();

  readonly #version: Database.Statement<[], number>;

  constructor(database: Database.Database) {
    super();
    this.#database = database;
    this.#version = database.prepare<[], number>('pragma data_version').pluck();
  }

  /** SQLite counts the commits of other connections: a reader that shares the writer's cannot tell. */
  version(): number | null {
    return this.#database.readonly ? (this.#version.get() ?? null) : null;
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare<unknown[], SqlRow>(sql).safeIntegers(true);
      this.#statements.set(sql, statement);
    }
    return statement.all(...parameters.map(toSqlite));
  }
}

export class PostgresReader extends SqlReader {
  readonly dialect = 'postgres';
  readonly #pool: Pool;
  readonly #statements = new Map<string, { name: string; text: string }>();

  constructor(pool: Pool) {
    super();
    this.#pool = pool;
  }

  version(): null {
    return null;
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = { name: `q${this.#statements.size}`, text: numbered(sql) };
      this.#statements.set(sql, statement);
    }
    try {
      return (await this.#pool.query<SqlRow>({ ...statement, values: parameters.map(toPostgres) })).rows;
    } catch (error) {
      throw translated(error);
    }
  }
}

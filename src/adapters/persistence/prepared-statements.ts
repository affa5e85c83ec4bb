import type Database from 'better-sqlite3';
import type { SqlRow } from './sql-statement.ts';

type Prepared = Database.Statement<unknown[], SqlRow>;

/** Statements of one SQLite connection, prepared once each. Integers come as bigint. */
export class PreparedStatements {
  readonly #database: Database.Database;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  of(sql: string): Prepared {
    return this.#prepared.get(sql) ?? this.#prepare(sql);
  }

  #prepare(sql: string): Prepared {
    const statement = this.#database.prepare<unknown[], SqlRow>(sql);
    if (statement.reader) statement.safeIntegers(true);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

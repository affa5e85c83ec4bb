import type Database from 'better-sqlite3';
import { type SqlValue, toSqlite } from './sql-statement.ts';

/**
 * One statement as a transaction of its own that does not wait for the disk: a power cut may take it, and never anything
 * that was committed before or after. For rows that were not promised to anybody.
 */
export class UnsyncedWriter {
  readonly #sqlite: Database.Database | null;
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();

  /** Without SQLite there is nothing to spare: elsewhere a commit does not wait on our event loop. */
  constructor(sqlite: Database.Database | null) {
    this.#sqlite = sqlite;
  }

  /** Answers false, and has done nothing, when only a unit of work can write now. */
  tryRun(sql: string, parameters: readonly SqlValue[]): boolean {
    const sqlite = this.#sqlite;
    if (!sqlite || sqlite.inTransaction) return false;
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = sqlite.prepare<unknown[]>(sql);
      this.#statements.set(sql, statement);
    }
    sqlite.pragma('synchronous = NORMAL');
    try {
      statement.run(...parameters.map(toSqlite));
    } finally {
      sqlite.pragma('synchronous = FULL');
    }
    return true;
  }
}

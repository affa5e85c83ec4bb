import type Database from 'better-sqlite3';
import { PreparedStatements } from './prepared-statements.ts';
import { type SqlValue, toSqlite } from './sql-statement.ts';

/**
 * One statement as a transaction of its own that does not wait for the disk: a power cut may take it, and never anything
 * that was committed before or after. For rows that were not promised to anybody.
 */
export class UnsyncedWriter {
  readonly #sqlite: { database: Database.Database; prepared: PreparedStatements } | null;

  /** Without SQLite there is nothing to spare: elsewhere a commit does not wait on our event loop. */
  constructor(database: Database.Database | null) {
    this.#sqlite = database && { database, prepared: new PreparedStatements(database) };
  }

  /** Answers false, and has done nothing, when only a unit of work can write now. */
  tryRun(sql: string, parameters: readonly SqlValue[]): boolean {
    if (!this.#sqlite || this.#sqlite.database.inTransaction) return false;
    const { database, prepared } = this.#sqlite;
    database.pragma('synchronous = NORMAL');
    try {
      prepared.of(sql).run(...parameters.map(toSqlite));
    } finally {
      database.pragma('synchronous = FULL');
    }
    return true;
  }
}

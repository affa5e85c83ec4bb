import { existsSync, realpathSync } from 'node:fs';
import Database from 'better-sqlite3';
import { makePrivate } from '#adapters/files/private-file.ts';

/**
 * Had by the one server that a SQLite file belongs to: a transaction that never ends, on an empty file of its own beside it.
 * The kernel ends it with its process, however that comes about.
 */
export class ServerLock {
  readonly #held: Database.Database;

  private constructor(held: Database.Database) {
    this.#held = held;
  }

  /** Null while another server has it. */
  static take(path: string): ServerLock | null {
    const file = `${existsSync(path) ? realpathSync(path) : path}.lock`;
    makePrivate(file);
    const database = new Database(file, { timeout: 0 });
    try {
      database.exec('pragma journal_mode = memory; begin exclusive');
      return new ServerLock(database);
    } catch (error) {
      database.close();
      if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') return null;
      throw error;
    }
  }

  release(): void {
    this.#held.close();
  }
}

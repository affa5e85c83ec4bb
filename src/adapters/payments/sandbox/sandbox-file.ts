import Database from 'better-sqlite3';
import { makePrivate } from '#adapters/files/private-file.ts';

/**
 * The file in which a sandbox remembers, apart from our database as a real provider's books are: nothing of it takes part in
 * our units of work. Several processes may share it. `:memory:` is one of its own. Statements are prepared once each.
 */
export class SandboxFile {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();

  constructor(path: string, schema: string) {
    if (path !== ':memory:') makePrivate(path);
    this.#database = new Database(path);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = NORMAL');
    this.#database.pragma('busy_timeout = 5000');
    this.#database.exec(schema);
  }

  close(): void {
    this.#database.close();
  }

  /** One after the other, over every process that shares the file. */
  atomically<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  first<T>(sql: string, ...values: unknown[]): T | null {
    return (this.#prepared(sql).get(...values) as T | undefined) ?? null;
  }

  all<T>(sql: string, ...values: unknown[]): T[] {
    return this.#prepared(sql).all(...values) as T[];
  }

  /** Answers how many rows it changed. */
  run(sql: string, ...values: unknown[]): number {
    return this.#prepared(sql).run(...values).changes;
  }

  #prepared(sql: string): Database.Statement<unknown[]> {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare<unknown[]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

import type Database from 'better-sqlite3';
import { PreparedStatements } from './prepared-statements.ts';
import { type SqlValue, type StatementResult, type Statements, toSqlite } from './sql-statement.ts';

/** On the writing handle. SQLite has one connection: whoever runs a statement is in its transaction. */
export class SqliteStatements implements Statements {
  readonly dialect = 'sqlite';
  readonly #database: Database.Database;
  readonly #prepared: PreparedStatements;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#prepared = new PreparedStatements(database);
  }

  async run(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult> {
    const statement = this.#prepared.of(sql);
    const values = parameters.map(toSqlite);
    if (!statement.reader) return { rows: [], changes: statement.run(...values).changes };
    const rows = statement.all(...values);
    return { rows, changes: rows.length };
  }

  native(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return this.run(sql, parameters as readonly SqlValue[]);
  }

  /** Some faults end the transaction by themselves. */
  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  /** Of the transaction itself: `begin immediate`, `commit`, `rollback`, savepoints. */
  control(sql: string): void {
    this.#prepared.of(sql).run();
  }
}

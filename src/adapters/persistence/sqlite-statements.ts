import type Database from 'better-sqlite3';
import { type SqlRow, type SqlValue, type StatementResult, type Statements, toSqlite } from './sql-statement.ts';

/** Prepared once each on the writing handle. SQLite has one connection: whoever runs a statement is in its transaction. */
export class SqliteStatements implements Statements {
  readonly dialect = 'sqlite';
  readonly #database: Database.Database;
  readonly #prepared = new Map<string, Database.Statement<unknown[], SqlRow>>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  async run(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult> {
    const statement = this.#prepared.get(sql) ?? this.#prepare(sql);
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
    (this.#prepared.get(sql) ?? this.#prepare(sql)).run();
  }

  #prepare(sql: string): Database.Statement<unknown[], SqlRow> {
    const statement = this.#database.prepare<unknown[], SqlRow>(sql);
    if (statement.reader) statement.safeIntegers(true);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

import { Mutex } from './mutex.ts';
import type { SqlValue, StatementResult, Statements } from './sql-statement.ts';
import { TrackedEntities } from './tracked-entities.ts';

/**
 * What a unit of work works in: statements, one after the other, and the entities that it has loaded or added. A statement that
 * failed spoils the whole, on every database and whoever catches the fault; after the end nothing is run any more.
 */
export class Transaction implements Statements {
  readonly dialect: Statements['dialect'];
  readonly entities: TrackedEntities;
  readonly #statements: Statements;
  readonly #turn = new Mutex();
  readonly #nesting = new Mutex();
  #fault: { error: unknown } | null = null;
  #isOver = false;

  constructor(statements: Statements, known: TrackedEntities | null = null) {
    this.dialect = statements.dialect;
    this.#statements = statements;
    this.entities = new TrackedEntities(this, known);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<StatementResult> {
    return this.#turn.run(() => this.#attempt(() => this.#statements.run(sql, parameters)));
  }

  native(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return this.#turn.run(() => this.#attempt(() => this.#statements.native(sql, parameters)));
  }

  /** Runs the work, and writes what it changed. Beginning and committing is the caller's. */
  async whole<T>(work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      await this.entities.flush();
      await this.#turn.run(async () => this.#refuseWhenSpoilt());
      return value;
    } finally {
      this.#isOver = true;
    }
  }

  /** A transaction inside: when its work fails, what that wrote is gone, and what was written before it is not. */
  nested<T>(work: (inner: Transaction) => Promise<T>): Promise<T> {
    return this.#nesting.run(async () => {
      await this.entities.flush();
      await this.run('savepoint nested');
      const inner = new Transaction(this, this.entities);
      try {
        const value = await work(inner);
        await this.run('release savepoint nested');
        this.entities.adopt(inner.entities);
        return value;
      } catch (error) {
        await this.#undoNested();
        this.entities.restore();
        throw error;
      }
    });
  }

  /** Where there is no way back, that spoils this one, too. */
  async #undoNested(): Promise<void> {
    this.#fault = null;
    await this.run('rollback to savepoint nested').catch(() => undefined);
    await this.run('release savepoint nested').catch(() => undefined);
  }

  async #attempt(statement: () => Promise<StatementResult>): Promise<StatementResult> {
    if (this.#isOver) throw new Error('this unit of work is over');
    this.#refuseWhenSpoilt();
    try {
      return await statement();
    } catch (error) {
      this.#fault = { error };
      throw error;
    }
  }

  #refuseWhenSpoilt(): void {
    if (this.#fault) throw this.#fault.error;
  }
}

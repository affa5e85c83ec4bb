import { AsyncLocalStorage } from 'node:async_hooks';
import type { SqlRow, SqlValue } from './sql-statement.ts';
import { TrackedEntities } from './tracked-entities.ts';

export type StatementResult = { rows: SqlRow[]; changes: number };

/** Statements of one transaction. `run` takes `?` for parameters, `native` whatever the database itself does. */
export type Statements = {
  readonly dialect: 'sqlite' | 'postgres';
  run(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult>;
  native(sql: string, parameters: readonly unknown[]): Promise<StatementResult>;
};

/** What a unit of work works in: its statements, and the entities that it has loaded or added. */
export class Transaction {
  readonly statements: Statements;
  readonly entities: TrackedEntities;
  #isOver = false;
  #depth = 0;

  constructor(statements: Statements) {
    this.statements = statements;
    this.entities = new TrackedEntities(statements);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
  }

  /** A unit of work inside: when it fails, what it wrote is gone, and what was written before it is not. */
  async nested<T>(work: () => Promise<T>): Promise<T> {
    await this.entities.flush();
    const before = this.entities.remembered();
    this.#depth += 1;
    const savepoint = `nested_${this.#depth}`;
    await this.statements.run(`savepoint ${savepoint}`, []);
    try {
      const value = await work();
      await this.entities.flush();
      await this.statements.run(`release savepoint ${savepoint}`, []);
      return value;
    } catch (error) {
      await this.statements.run(`rollback to savepoint ${savepoint}`, []);
      await this.statements.run(`release savepoint ${savepoint}`, []);
      this.entities.recall(before);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }
}

/** The transaction that belongs to the running unit of work, for everybody whom it calls. */
export class AmbientTransaction {
  readonly #store = new AsyncLocalStorage<Transaction>();

  get isOpen(): boolean {
    return this.#store.getStore()?.isOver === false;
  }

  /** @throws outside of a unit of work, and in what is left running of one that is over. */
  get current(): Transaction {
    const transaction = this.#store.getStore();
    if (!transaction || transaction.isOver) throw new Error('this is only possible inside a unit of work');
    return transaction;
  }

  /** Runs the work in the transaction, and writes what it changed. Beginning and committing is the caller's. */
  async within<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#store.run(transaction, async () => {
        const value = await work();
        await transaction.entities.flush();
        return value;
      });
    } finally {
      transaction.end();
    }
  }
}

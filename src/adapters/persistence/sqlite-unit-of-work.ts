import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { UnitOfWork } from '#application/shared/ports.ts';
import type { AmbientTransaction } from './ambient-transaction.ts';
import { isPassing, translated } from './database-faults.ts';
import type { SqliteStatements } from './sqlite-statements.ts';
import type { StatusTransition, StatusTransitions } from './status-transitions.ts';
import { Transaction } from './transaction.ts';

type Deps = { ambient: AmbientTransaction; statements: SqliteStatements; transitions: StatusTransitions };
/** `attempt` runs the work in the caller's own context, and answers what to tell the caller once that is durable. */
type Waiting = { attempt: () => Promise<Told>; alone: () => Promise<void> };
type Told = () => void;
type Done<T> = { value: T; transitions: readonly StatusTransition[] };

const MOST_IN_A_GROUP = 64;
const TRIES = 6;

/**
 * SQLite's one connection takes one unit of work after the other, and each commit waits for the disk. Those that come in
 * the same turn of the event loop share a transaction and so its one wait: each is a savepoint that comes to its end or
 * leaves no trace, and nobody is answered before all of it is durable. When the commit of a group fails, each of its units
 * of work runs again by itself, so that only the one at fault fails.
 */
export class SqliteUnitOfWork implements UnitOfWork {
  readonly #deps: Deps;
  #waiting: Waiting[] = [];
  #working = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    const { ambient } = this.#deps;
    if (ambient.isOpen) return ambient.nested(work);
    return new Promise<T>((resolve, reject) => {
      const inCallersContext = AsyncLocalStorage.snapshot();
      this.#waiting.push({
        attempt: () =>
          inCallersContext(() => this.#inSavepoint(work)).then(
            (done) => () => resolve(this.#committed(done)),
            (error: unknown) => () => reject(translated(error)),
          ),
        alone: () => inCallersContext(() => this.#alone(work)).then(resolve, reject),
      });
      if (!this.#working) void this.#workThrough();
    });
  }

  async #workThrough(): Promise<void> {
    this.#working = true;
    await nextTurn();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MOST_IN_A_GROUP);
      if (group.length === 1) await group[0]?.alone();
      else await this.#commitTogether(group);
      await nextTurn();
    }
    this.#working = false;
  }

  async #commitTogether(units: readonly Waiting[]): Promise<void> {
    const told: Told[] = [];
    try {
      await this.#inTransaction(async () => {
        for (const unit of units) {
          if (!this.#deps.statements.inTransaction) throw new Error('the group lost its transaction');
          told.push(await unit.attempt());
        }
      });
    } catch {
      for (const unit of units) await unit.alone();
      return;
    }
    for (const tell of told) tell();
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return this.#committed(await this.#inTransaction(() => this.#within(work)));
      } catch (error) {
        if (attempt === TRIES || !isPassing(error)) throw translated(error);
        await sleep(Math.random() * 10 * 2 ** attempt);
      }
    }
  }

  /** The write lock is taken at the beginning: a transaction that has read before it wants to write may never get it. */
  async #inTransaction<T>(work: () => Promise<T>): Promise<T> {
    const { statements } = this.#deps;
    statements.control('begin immediate');
    try {
      const value = await work();
      statements.control('commit');
      return value;
    } catch (error) {
      if (statements.inTransaction) statements.control('rollback');
      throw error;
    }
  }

  async #inSavepoint<T>(work: () => Promise<T>): Promise<Done<T>> {
    const { statements } = this.#deps;
    statements.control('savepoint unit_of_work');
    try {
      const done = await this.#within(work);
      statements.control('release unit_of_work');
      return done;
    } catch (error) {
      if (statements.inTransaction) {
        statements.control('rollback to unit_of_work');
        statements.control('release unit_of_work');
      }
      throw error;
    }
  }

  async #within<T>(work: () => Promise<T>): Promise<Done<T>> {
    const { ambient, statements } = this.#deps;
    const transaction = new Transaction(statements);
    const value = await ambient.within(transaction, work);
    return { value, transitions: transaction.entities.transitions };
  }

  #committed<T>({ value, transitions }: Done<T>): T {
    this.#deps.transitions.committed(transitions);
    return value;
  }
}

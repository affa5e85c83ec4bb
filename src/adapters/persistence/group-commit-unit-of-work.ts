import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TransactionContext } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type BetterSqlite from 'better-sqlite3';
import type { UnitOfWork } from '#application/shared/ports.ts';
import { translated } from './database-faults.ts';
import { MikroOrmUnitOfWork } from './mikro-orm-unit-of-work.ts';

type Deps = { em: SqlEntityManager; sqlite: BetterSqlite.Database };
/** `attempt` runs the work in the caller's own context, and answers what to tell the caller once that is durable. */
type Waiting = { attempt: (group: Group) => Promise<Told>; alone: () => Promise<void>; refuse: (error: unknown) => void };
type Told = () => void;
type Group = Awaited<ReturnType<ReturnType<SqlEntityManager['getConnection']>['begin']>>;

const MOST_IN_A_GROUP = 64;

/**
 * SQLite's one connection takes one unit of work after the other, and each commit waits for the disk. Those that come in
 * the same turn of the event loop share a transaction and so its one wait: each is a savepoint that comes to its end or
 * leaves no trace, and nobody is answered before all of it is durable. When the commit of a group fails, each of its units
 * of work runs again by itself, so that only the one at fault fails.
 */
export class GroupCommitUnitOfWork implements UnitOfWork {
  readonly #deps: Deps;
  readonly #single: UnitOfWork;
  #waiting: Waiting[] = [];
  #working = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#single = new MikroOrmUnitOfWork(deps.em);
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#deps.em.isInTransaction()) return this.#single.run(work);
    return new Promise<T>((resolve, reject) => {
      const inCallersContext = AsyncLocalStorage.snapshot();
      this.#waiting.push({
        attempt: (group) =>
          inCallersContext(() => this.#inSavepoint(group, work)).then(
            (value) => () => resolve(value),
            (error: unknown) => () => reject(translated(error)),
          ),
        alone: () => inCallersContext(() => this.#single.run(work)).then(resolve, reject),
        refuse: reject,
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
    const connection = this.#deps.em.getConnection();
    const told: Told[] = [];
    try {
      const group = await connection.begin();
      try {
        for (const unit of units) told.push(await unit.attempt(group));
        await connection.commit(group);
      } catch (error) {
        await connection.rollback(group);
        throw error;
      }
    } catch {
      for (const unit of units) await unit.alone().catch(unit.refuse);
      return;
    }
    for (const tell of told) tell();
  }

  async #inSavepoint<T>(group: Group, work: () => Promise<T>): Promise<T> {
    const { em, sqlite } = this.#deps;
    const fork = em.fork({ clear: true });
    fork.setTransactionContext(group);
    sqlite.exec('savepoint unit_of_work');
    try {
      const value = await TransactionContext.create(fork, async () => {
        const result = await work();
        await fork.flush();
        return result;
      });
      sqlite.exec('release unit_of_work');
      return value;
    } catch (error) {
      sqlite.exec('rollback to unit_of_work; release unit_of_work');
      throw error;
    }
  }
}

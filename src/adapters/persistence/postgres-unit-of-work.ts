import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { UnitOfWork } from '#application/shared/ports.ts';
import type { AmbientTransaction } from './ambient-transaction.ts';
import { isPassing, translated } from './database-faults.ts';
import { PostgresStatements } from './postgres-statements.ts';
import type { StatusTransitions } from './status-transitions.ts';
import { Transaction } from './transaction.ts';

type Deps = { ambient: AmbientTransaction; pool: Pool; transitions: StatusTransitions };

const TRIES = 6;

/** One transaction for each unit of work, on a connection of its own; one inside another is a savepoint. */
export class PostgresUnitOfWork implements UnitOfWork {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const { ambient } = this.#deps;
    if (ambient.isOpen) return ambient.nested(work);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (attempt === TRIES || !isPassing(error)) throw translated(error);
        await sleep(Math.random() * 10 * 2 ** attempt);
      }
    }
  }

  async #once<T>(work: () => Promise<T>): Promise<T> {
    const { ambient, pool, transitions } = this.#deps;
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const transaction = new Transaction(new PostgresStatements(client));
      const value = await ambient.within(transaction, work);
      await client.query('commit');
      transitions.committed(transaction.entities.transitions);
      return value;
    } catch (error) {
      broken = await rolledBack(client);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** Answers the fault of a connection that cannot even be rolled back: the pool must not lend it again. */
async function rolledBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

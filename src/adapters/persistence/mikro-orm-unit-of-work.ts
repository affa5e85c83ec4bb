import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/core';
import type { UnitOfWork } from '#application/shared/ports.ts';
import { isPassing, translated } from './database-faults.ts';

const TRIES = 6;

/** One transaction for each unit of work; one inside another is a savepoint. */
export class MikroOrmUnitOfWork implements UnitOfWork {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const nested = this.#em.isInTransaction();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#em.transactional(() => work());
      } catch (error) {
        if (nested || attempt === TRIES || !isPassing(error)) throw translated(error);
        await sleep(Math.random() * 10 * 2 ** attempt);
      }
    }
  }
}

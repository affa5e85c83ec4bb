import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeadlockException,
  type EntityManager,
  LockWaitTimeoutException,
  OptimisticLockError,
  UniqueConstraintViolationException,
} from '@mikro-orm/core';
import { StaleState } from '#application/shared/errors.ts';
import type { UnitOfWork } from '#application/shared/ports.ts';

const TRIES = 6;

/** PostgreSQL: 40001 serialisation failure, 40P01 deadlock. SQLite: a second process holds the file. */
function isPassing(error: unknown): boolean {
  if (error instanceof DeadlockException || error instanceof LockWaitTimeoutException) return true;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === '40001' || code === '40P01' || code === 'SQLITE_BUSY';
}

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
        if (!nested && attempt < TRIES && isPassing(error)) {
          await sleep(Math.random() * 10 * 2 ** attempt);
          continue;
        }
        if (error instanceof OptimisticLockError || error instanceof UniqueConstraintViolationException) {
          throw new StaleState('someone else changed this first: read it again', { cause: error });
        }
        throw error;
      }
    }
  }
}

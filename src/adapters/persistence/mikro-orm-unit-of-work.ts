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

/** PostgreSQL: serialisation failure, deadlock. SQLite: a second process holds the file. */
const passing: readonly unknown[] = ['40001', '40P01', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'];
/** A unique key or a primary key that is taken. */
const taken: readonly unknown[] = ['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'];

/** Statements of `SqlWriter` fail with the driver's own error, which the ORM has not turned into one of its classes. */
const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

const isPassing = (error: unknown): boolean =>
  error instanceof DeadlockException || error instanceof LockWaitTimeoutException || passing.includes(codeOf(error));

const isStale = (error: unknown): boolean =>
  error instanceof OptimisticLockError || error instanceof UniqueConstraintViolationException || taken.includes(codeOf(error));

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
        if (isStale(error)) {
          throw new StaleState('someone else changed this first: read it again', { cause: error });
        }
        throw error;
      }
    }
  }
}

import { DomainError, type ErrorKind } from '#domain/shared/domain-error.ts';
import { StaleState } from './errors.ts';
import { IdempotencyKeyInUse, IdempotencyKeyReused, type Once } from './idempotency.ts';
import type { UnitOfWork } from './ports.ts';

const finalKinds: readonly ErrorKind[] = ['rejected', 'forbidden', 'not-found', 'conflict', 'gone', 'invalid'];
const passing = [StaleState, IdempotencyKeyInUse, IdempotencyKeyReused];

/**
 * Runs the first unit of work of a request that must take effect once. A refusal rolls it back, the claim of the key included;
 * so it is kept in a unit of work of its own, and the same request is refused in the same way again. What may pass is not kept.
 */
export async function keepRefusal<T>(
  { unitOfWork, once }: { unitOfWork: UnitOfWork; once: Once<never> },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await unitOfWork.run(work);
  } catch (error) {
    if (!isFinal(error)) throw error;
    await unitOfWork.run(async () => {
      await once.begin();
      await once.finish(error);
    });
    throw error;
  }
}

function isFinal(error: unknown): error is DomainError {
  return error instanceof DomainError && finalKinds.includes(error.kind) && !passing.some((kind) => error instanceof kind);
}

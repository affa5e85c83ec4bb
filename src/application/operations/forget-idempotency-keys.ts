import type { IdempotencyKeys } from '#application/shared/idempotency.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';

type Deps = { unitOfWork: UnitOfWork; keys: IdempotencyKeys; retention: IdempotencyKeyRetention; clock: Clock; log: Log };
export abstract class IdempotencyKeyRetention {
  abstract readonly ms: number;
}
const BATCH = 10_000;

/** Deletes keys beyond their retention, a batch in each unit of work, so that nobody waits for long. */
export class ForgetIdempotencyKeys {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(): Promise<number> {
    const { unitOfWork, keys, retention, clock, log } = this.#deps;
    const before = new Date(clock.now().getTime() - retention.ms);
    let forgotten = 0;
    let batch: number;
    do {
      batch = await unitOfWork.run(() => keys.forget(before, BATCH));
      forgotten += batch;
    } while (batch === BATCH);
    if (forgotten > 0) log.info('idempotency_keys_forgotten', { forgotten });
    return forgotten;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Log } from '#application/shared/ports.ts';
import type { DeliveryLog } from './delivery-log.ts';

type Deps = { deliveries: DeliveryLog; clock: Clock; log: Log; retention: DeliveryRetention };
export abstract class DeliveryRetention {
  abstract readonly days: number;
}
const BATCH = 10_000;
const PAUSE_MS = 200;

/** Deletes deliveries beyond their retention, in batches with a pause, so that nobody waits for it. */
export class PruneDeliveries {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(): Promise<number> {
    const { deliveries, clock, log, retention } = this.#deps;
    const before = new Date(clock.now().getTime() - retention.days * 86_400_000);
    let deleted = 0;
    for (;;) {
      const batch = await deliveries.prune(before, BATCH);
      deleted += batch;
      if (batch < BATCH) break;
      await sleep(PAUSE_MS);
    }
    if (deleted > 0) log.info('webhook_deliveries_pruned', { deleted });
    return deleted;
  }
}

import type { Clock, Log } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { type ProcessDelivery, WebhookNotProcessed } from './process-delivery.ts';

type Deps = { deliveries: DeliveryLog; processDelivery: ProcessDelivery; clock: Clock; log: Log };
const BATCH = 50;
/** The request that brought a delivery works on it first. */
const LEFT_ALONE_MS = 60_000;

/** Takes up what a crash or a fault left unprocessed, from the stored bytes. */
export class RetryDeliveries {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many it took up. With `all`, those that are not due to be tried again yet too. */
  async execute({ all = false, onUnanswered }: Turn = {}): Promise<number> {
    const { deliveries, processDelivery, clock, log } = this.#deps;
    const now = clock.now();
    const receivedBefore = new Date(now.getTime() - LEFT_ALONE_MS);
    const ids = await deliveries.unfinished({ receivedBefore, dueAt: all ? null : now }, BATCH);
    for (const id of ids) {
      try {
        await processDelivery.execute(id);
      } catch (error) {
        log.warn('webhook_retry_failed', { deliveryId: id, cause: String(error) });
        if (error instanceof WebhookNotProcessed) onUnanswered?.();
      }
    }
    return ids.length;
  }
}

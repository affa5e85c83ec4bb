import type { DeliveryLog, DeliveryResult } from './delivery-log.ts';
import { genuineDelivery } from './genuine-delivery.ts';
import type { ProcessDelivery } from './process-delivery.ts';

type Deps = { deliveries: DeliveryLog; processDelivery: ProcessDelivery };
export type Replayed = { id: string; provider: string; eventType: string; result: DeliveryResult };
const PAGE = 100;

/** Processes signed deliveries again by hand, one after the other. What is settled stays as it is. */
export class ReplayDeliveries {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The ids of the deliveries that ended with an error, the oldest first. */
  async failed(): Promise<string[]> {
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await this.#deps.deliveries.list({ result: 'error', signatureValid: true }, { limit: PAGE, cursor });
      ids.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return ids.reverse();
  }

  /** Answers what became of it, an error too. @throws {NotFound | DeliveryForged} */
  async execute(id: string): Promise<Replayed> {
    const { deliveries, processDelivery } = this.#deps;
    const { provider, eventType } = await genuineDelivery(deliveries, id);
    const result = await processDelivery.execute(id).catch((error: unknown): DeliveryResult => `error: ${causeOf(error)}`);
    return { id, provider, eventType, result };
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

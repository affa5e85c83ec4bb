import type { JobQueue } from '#application/shared/ports.ts';
import { SEND_TRANSFERS } from './jobs.ts';
import type { Transfers } from './ports.ts';

type Deps = { transfers: Transfers; jobs: JobQueue };
type Command = { orderId: string; at: Date };

/** The dispute is over: what is left of the order's transfers goes on, in the ambient unit of work. */
export class ReleaseTransfers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ orderId, at }: Command): Promise<void> {
    const { transfers, jobs } = this.#deps;
    for (const transfer of await transfers.ofOrderForUpdate(orderId)) transfer.release(at);
    await jobs.enqueue(SEND_TRANSFERS, {}, { key: SEND_TRANSFERS });
  }
}

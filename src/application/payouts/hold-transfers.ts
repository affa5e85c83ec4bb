import type { Transfers } from './ports.ts';

type Deps = { transfers: Transfers };
type Command = { orderId: string; at: Date };

/**
 * Holds an order's transfers for as long as a dispute is open, in the ambient unit of work: what was not sent stays here,
 * and what was is not paid out.
 */
export class HoldTransfers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ orderId, at }: Command): Promise<void> {
    for (const transfer of await this.#deps.transfers.ofOrderForUpdate(orderId)) transfer.hold(at);
  }
}

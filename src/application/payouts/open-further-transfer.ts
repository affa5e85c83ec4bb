import type { Ids, JobQueue } from '#application/shared/ports.ts';
import { Transfer } from '#domain/payouts/transfer.ts';
import { Money } from '#domain/shared/money.ts';
import { SEND_TRANSFERS } from './jobs.ts';
import type { Transfers } from './ports.ts';

type Deps = { transfers: Transfers; jobs: JobQueue; ids: Ids };
type Share = { orderId: string; sellerId: string; amount: bigint; currency: string; at: Date };

/**
 * Opens one more transfer of an order to a seller, in the ambient unit of work: held, if a dispute holds the order. Its amount
 * is a ceiling: when it is frozen, no more goes out than the books owe the seller.
 */
export class OpenFurtherTransfer {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ orderId, sellerId, amount, currency, at }: Share): Promise<string> {
    const { transfers, jobs, ids } = this.#deps;
    const ofOrder = await transfers.ofOrderForUpdate(orderId);
    const earlier = ofOrder.filter((transfer) => transfer.sellerId === sellerId);
    const sequence = Math.max(0, ...earlier.map((transfer) => transfer.sequence)) + 1;
    const further = new Transfer({ id: ids.next(), orderId, sellerId, sequence, amount: Money.of(amount, currency), at });
    if (ofOrder.some(({ heldAt }) => heldAt)) further.hold(at);
    await transfers.add(further);
    await jobs.enqueue(SEND_TRANSFERS, {}, { key: SEND_TRANSFERS });
    return further.id;
  }
}

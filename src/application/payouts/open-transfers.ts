import type { Ids, JobQueue } from '#application/shared/ports.ts';
import { Transfer } from '#domain/payouts/transfer.ts';
import type { Money } from '#domain/shared/money.ts';
import { SEND_TRANSFERS } from './jobs.ts';
import type { Transfers } from './ports.ts';

type Deps = { transfers: Transfers; jobs: JobQueue; ids: Ids };
export type SellerShare = { sellerId: string; amount: Money };

/** Opens the transfers of a sale, one for each seller, in the ambient unit of work. A worker sends them. */
export class OpenTransfers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ orderId, shares, at }: { orderId: string; shares: readonly SellerShare[]; at: Date }): Promise<void> {
    const { transfers, jobs, ids } = this.#deps;
    const due = shares.filter((share) => !share.amount.isZero);
    for (const { sellerId, amount } of due) {
      await transfers.add(new Transfer({ id: ids.next(), orderId, sellerId, sequence: 1, amount, at }));
    }
    if (due.length > 0) await jobs.enqueue(SEND_TRANSFERS, {}, { key: SEND_TRANSFERS });
  }
}

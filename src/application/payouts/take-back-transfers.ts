import type { Ids, JobQueue, Log } from '#application/shared/ports.ts';
import { Reversal } from '#domain/payouts/reversal.ts';
import { reversalProgress } from '#domain/payouts/reversal-progress.ts';
import type { Transfer } from '#domain/payouts/transfer.ts';
import { Money } from '#domain/shared/money.ts';
import { REVERSE_TRANSFERS } from './jobs.ts';
import type { SellerShare } from './open-transfers.ts';
import type { Reversals, Transfers } from './ports.ts';

type Deps = { transfers: Transfers; reversals: Reversals; jobs: JobQueue; ids: Ids; log: Log };
type Command = { orderId: string; refundId: string; shares: readonly SellerShare[]; at: Date };

/**
 * Takes a refund's shares back, in the ambient unit of work: first of what was not sent, then of what was, by reversals
 * that a worker makes. What neither covers stays the seller's debt, which the refund's posting has put into the books.
 */
export class TakeBackTransfers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ orderId, refundId, shares, at }: Command): Promise<void> {
    const { transfers, jobs, log } = this.#deps;
    const ofOrder = await transfers.ofOrderForUpdate(orderId);
    let reversing = false;
    for (const { sellerId, amount } of shares) {
      const own = ofOrder.filter((transfer) => transfer.sellerId === sellerId);
      let left = amount.amount;
      for (const transfer of own) left -= transfer.withhold(left, at);
      for (const transfer of own) {
        const taken = await this.#reverse(transfer, refundId, left, at);
        reversing ||= taken > 0n;
        left -= taken;
      }
      if (left > 0n) log.info('refund_becomes_debt', { orderId, refundId, sellerId, amount: left.toString() });
    }
    if (reversing) await jobs.enqueue(REVERSE_TRANSFERS, {}, { key: REVERSE_TRANSFERS });
  }

  async #reverse(transfer: Transfer, refundId: string, wanted: bigint, at: Date): Promise<bigint> {
    const { reversals, ids } = this.#deps;
    const { id: transferId, orderId, sellerId } = transfer;
    if (wanted === 0n || transfer.reversible === 0n) return 0n;
    const known = await reversals.ofTransfer(transferId);
    const claimed = known.reduce((sum, reversal) => sum + (reversal.isOpen ? reversal.amount.amount : 0n), 0n);
    const left = transfer.reversible - claimed;
    const taken = wanted < left ? wanted : left;
    if (taken <= 0n) return 0n;
    const dueAt = transfer.hasArrived ? at : null;
    const amount = Money.of(taken, transfer.share.currency);
    const reversal = new Reversal({ id: ids.next(), transferId, refundId, orderId, sellerId, amount, dueAt, at });
    await reversals.add(reversal);
    if (transfer.hasArrived) transfer.followReversals(reversalProgress([...known, reversal]), at);
    return taken;
  }
}

import { reversalProgress } from '#domain/payouts/reversal-progress.ts';
import type { Transfer } from '#domain/payouts/transfer.ts';
import type { OpenFurtherTransfer } from './open-further-transfer.ts';
import type { SellerShare } from './open-transfers.ts';
import type { Reversals, Transfers } from './ports.ts';

type Deps = { transfers: Transfers; reversals: Reversals; openFurtherTransfer: OpenFurtherTransfer };
type Command = { orderId: string; refundId: string; shares: readonly SellerShare[]; at: Date };

/**
 * Undoes the taking back of a refund that came to nothing, in the ambient unit of work: reversals that have not been made
 * are dropped, and the rest of the share goes out as a further transfer, as far as the books owe it. One that had failed for
 * good is a part of that rest: it was a debt, which other shares may have been netted with.
 */
export class GiveTransfersAgain {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ orderId, refundId, shares, at }: Command): Promise<void> {
    const { transfers, openFurtherTransfer } = this.#deps;
    const ofOrder = await transfers.ofOrderForUpdate(orderId);
    for (const { sellerId, amount } of shares) {
      let left = amount.amount;
      for (const transfer of ofOrder) if (transfer.sellerId === sellerId) left -= await this.#dropReversal(transfer, refundId, at);
      if (left > 0n) await openFurtherTransfer.execute({ orderId, sellerId, amount: left, currency: amount.currency, at });
    }
  }

  /** Answers how much stays where it is because it is not taken back after all. */
  async #dropReversal(transfer: Transfer, refundId: string, at: Date): Promise<bigint> {
    const all = await this.#deps.reversals.ofTransfer(transfer.id);
    const reversal = all.find((candidate) => candidate.refundId === refundId);
    if (!reversal) return 0n;
    const stays = reversal.isOpen ? reversal.amount.amount : 0n;
    reversal.undo(at);
    if (transfer.hasArrived) transfer.followReversals(reversalProgress(all), at);
    return stays;
  }
}

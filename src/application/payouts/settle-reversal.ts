import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Reversal } from '#domain/payouts/reversal.ts';
import { reversalProgress, unsettled } from '#domain/payouts/reversal-progress.ts';
import type { Transfer } from '#domain/payouts/transfer.ts';
import type { Money } from '#domain/shared/money.ts';
import type { OpenFurtherTransfer } from './open-further-transfer.ts';
import type { PayoutBooks, PayoutTerms, Reversals, Transfers } from './ports.ts';
import type { ReservedReversal } from './reserve-reversal.ts';
import type { ReversalOutcome } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  transfers: Transfers;
  reversals: Reversals;
  books: PayoutBooks;
  openFurtherTransfer: OpenFurtherTransfer;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};

type Asked = Pick<ReservedReversal, 'id' | 'transferId'>;
export type ReversalAnswer = ReversalOutcome | { outcome: 'never-made' };

/** Takes the provider's answer into a reversal, its transfer and the books. */
export class SettleReversal {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(reserved: Asked, answer: ReversalAnswer): Promise<void> {
    const { unitOfWork, transfers, reversals, clock } = this.#deps;
    await unitOfWork.run(async () => {
      const now = clock.now();
      const transfer = await transfers.findForUpdate(reserved.transferId);
      const all = await reversals.ofTransfer(reserved.transferId);
      const reversal = all.find(({ id }) => id === reserved.id);
      if (!transfer || !reversal) return;
      if (reversal.isLost && answer.outcome === 'accepted') {
        reversal.retry(now);
        transfer.followReversals(reversalProgress(all), now);
      }
      if (answer.outcome === 'never-made') reversal.confirmUnmade(now);
      else if (reversal.isOpen) await this.#apply(transfer, reversal, all, answer, now);
      transfer.followReversals(reversalProgress(all), now);
    });
  }

  async #apply(transfer: Transfer, reversal: Reversal, all: Reversal[], answer: ReversalOutcome, now: Date): Promise<void> {
    const { log, terms } = this.#deps;
    switch (answer.outcome) {
      case 'accepted':
        if (!answer.value.reversalId || !answer.value.amount.equals(reversal.asked)) {
          log.error('reversal_quarantined', { reversalId: reversal.id, told: answer.value.amount.amount.toString() });
          reversal.loseTrack('the answer does not fit what was asked for', terms.reversalRetry, now);
        } else await this.#succeed(transfer, reversal, answer.value.reversalId, now);
        break;
      case 'already-reversed':
        await this.#leaveOut(transfer, reversal, all, answer.left, now);
        break;
      case 'not-found':
        reversal.failForGood('the provider knows no such transfer', now);
        break;
      case 'declined':
        reversal.decline(`${answer.failure.code}: ${answer.failure.message}`, terms.reversalRetry, now);
        break;
      case 'unknown':
        reversal.loseTrack(`no answer: ${String(answer.cause)}`, terms.reversalRetry, now);
    }
    if (reversal.status !== 'failed') return;
    log.error('reversal_permanently_failed', { transferId: transfer.id, reversalId: reversal.id, reason: reversal.lastError });
  }

  /** What is missing there was taken by somebody else, as far as no other reversal of ours may have taken it. */
  async #leaveOut(transfer: Transfer, reversal: Reversal, all: Reversal[], left: Money, now: Date): Promise<void> {
    const { log, terms } = this.#deps;
    let taken = reversal.amount.minus(left).amount;
    const elsewhere = transfer.share.left - left.amount - unsettled(all.filter((other) => other !== reversal));
    if (elsewhere < taken) taken = elsewhere;
    if (reversal.undoneAt || taken <= reversal.reversedElsewhere) {
      reversal.decline('less is left of the transfer than is to be taken back', terms.reversalRetry, now);
      return;
    }
    const amount = `${taken} ${left.currency}`;
    log.warn('transfer_already_reversed', { transferId: transfer.id, reversalId: reversal.id, amount });
    reversal.leaveOut(taken, now);
    if (reversal.asked.isZero) await this.#succeed(transfer, reversal, null, now);
  }

  async #succeed(transfer: Transfer, reversal: Reversal, providerReversalId: string | null, now: Date): Promise<void> {
    const { books, openFurtherTransfer } = this.#deps;
    const { id, orderId, sellerId, amount, reliedOn } = reversal;
    reversal.succeed(providerReversalId, now);
    transfer.recordReversed(amount.amount);
    await books.recordReversal({ id, orderId, sellerId, amount }, now);
    if (reliedOn) return;
    await openFurtherTransfer.execute({ orderId, sellerId, amount: amount.amount, currency: amount.currency, at: now });
  }
}

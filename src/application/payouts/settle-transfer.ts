import type { Clock, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import { reversalProgress } from '#domain/payouts/reversal-progress.ts';
import type { Transfer } from '#domain/payouts/transfer.ts';
import { REVERSE_TRANSFERS } from './jobs.ts';
import type { PayoutBooks, PayoutTerms, Reversals, Transfers } from './ports.ts';
import type { ReservedTransfer } from './reserve-transfer.ts';
import type { ProviderTransfer, TransferOutcome } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  transfers: Transfers;
  reversals: Reversals;
  books: PayoutBooks;
  jobs: JobQueue;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};

type Asked = Pick<ReservedTransfer, 'id' | 'intent'>;
export type TransferAnswer = TransferOutcome | { outcome: 'never-made' };

/** Takes the provider's answer into a transfer and into the books. Safe beside another worker with the same answer. */
export class SettleTransfer {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(reserved: Asked, answer: TransferAnswer): Promise<void> {
    const { unitOfWork, transfers, clock, log } = this.#deps;
    await unitOfWork.run(async () => {
      const transfer = await transfers.findForUpdate(reserved.id);
      if (!transfer) throw new Error(`transfer ${reserved.id} has gone`);
      if (answer.outcome === 'never-made') {
        if (transfer.isLost) await this.#keepBack(transfer, clock.now());
        return;
      }
      if (transfer.isLost && answer.outcome === 'accepted') transfer.turnUp(clock.now());
      if (!transfer.isUnderWay) {
        const sentTwice = answer.outcome === 'accepted' && answer.value.transferId !== transfer.providerTransferId;
        if (sentTwice) log.error('transfer_made_twice', { transferId: transfer.id, second: answer.value.transferId });
        return;
      }
      await this.#apply(transfer, reserved, answer);
    });
  }

  async #apply(transfer: Transfer, { intent }: Asked, answer: TransferOutcome): Promise<void> {
    const { clock, log, terms } = this.#deps;
    const now = clock.now();
    const fault = answer.outcome === 'accepted' ? faultOf(answer.value, intent) : null;
    if (answer.outcome === 'accepted' && !fault) {
      await this.#complete(transfer, answer.value.transferId, now);
      return;
    }
    if (fault) log.error('transfer_quarantined', { transferId: transfer.id, reason: fault });
    const reason = fault ?? reasonOf(answer);
    if (answer.outcome === 'not-yet') {
      log.warn('transfer_awaits_funds', { transferId: transfer.id, reason });
      transfer.awaitFunds(reason, new Date(now.getTime() + terms.transferRetry.maxMs), now);
      return;
    }
    if (answer.outcome === 'declined') transfer.decline(reason, terms.transferRetry, now);
    else transfer.loseTrack(reason, terms.transferRetry, now);
    if (transfer.status !== 'permanently_failed') return;
    log.error('transfer_permanently_failed', { transferId: transfer.id, unresolved: transfer.calls.unresolvedSince !== null, reason });
    if (transfer.failedForGood) await this.#keepBack(transfer, now);
  }

  async #complete(transfer: Transfer, providerTransferId: string, now: Date): Promise<void> {
    const { reversals, books, jobs } = this.#deps;
    const { id, orderId, sellerId, intent } = transfer;
    if (!intent) throw new Error(`transfer ${id} was never frozen`);
    transfer.complete(providerTransferId, now);
    await books.recordTransfer({ id, orderId, sellerId, sent: intent.amount }, now);
    const waiting = (await reversals.ofTransfer(id)).filter((reversal) => reversal.isOpen);
    if (waiting.length === 0) return;
    for (const reversal of waiting) reversal.becomeDue(now);
    transfer.followReversals(reversalProgress(waiting), now);
    await jobs.enqueue(REVERSE_TRANSFERS, {}, { key: REVERSE_TRANSFERS });
  }

  /** Nothing was sent and nothing will be: what refunds wanted back of it simply is not sent. */
  async #keepBack(transfer: Transfer, now: Date): Promise<void> {
    transfer.confirmUnsent(now);
    for (const reversal of await this.#deps.reversals.ofTransfer(transfer.id)) {
      if (!reversal.isOpen) continue;
      reversal.drop(now);
      transfer.withhold(reversal.amount.amount, now);
    }
  }
}

/** An answer that does not fit what was asked for is no success. */
function faultOf(told: ProviderTransfer, intent: ReservedTransfer['intent']): string | null {
  if (!told.transferId) return 'the provider accepted it without an id';
  if (!told.amount.equals(intent.amount)) return `the provider says ${told.amount.amount} ${told.amount.currency}`;
  return told.accountId === intent.accountId ? null : 'the provider names another account';
}

function reasonOf(answer: TransferOutcome): string {
  if (answer.outcome === 'declined' || answer.outcome === 'not-yet') return `${answer.failure.code}: ${answer.failure.message}`;
  return answer.outcome === 'unknown' ? `no answer: ${String(answer.cause)}` : 'accepted';
}

import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import { reversalProgress } from '#domain/payouts/reversal-progress.ts';
import type { Transfer } from '#domain/payouts/transfer.ts';
import type { Money } from '#domain/shared/money.ts';
import type { PayoutTerms, Reversals, Transfers } from './ports.ts';
import { attemptKey, type TransferServices } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  transfers: Transfers;
  reversals: Reversals;
  services: TransferServices;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};

/** What is taken back, from where the transfer went. `unwanted` is only looked up: its refund came to nothing. */
export type ReservedReversal = {
  id: string;
  key: string;
  transferId: string;
  refundId: string;
  provider: string;
  providerTransferId: string;
  amount: Money;
  lookUpFirst: boolean;
  unwanted: boolean;
};
export type ReversalReservation = { state: 'none' } | { state: 'over' } | { state: 'reserved'; reversal: ReservedReversal };

/** The first of three steps of taking back: counts the attempt. One reversal of a transfer is tried at a time. */
export class ReserveReversal {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Of the transfer with this id, or with null of the longest overdue one. */
  async execute(transferId: string | null): Promise<ReversalReservation> {
    const { unitOfWork, transfers, clock } = this.#deps;
    return unitOfWork.run(async () => {
      const now = clock.now();
      const transfer = transferId === null ? await transfers.lockNextToReverse(now) : await transfers.findForUpdate(transferId);
      if (transfer?.status !== 'reversal_pending') return { state: 'none' };
      return this.#reserve(transfer, now);
    });
  }

  async #reserve(transfer: Transfer, now: Date): Promise<ReversalReservation> {
    const { reversals, services, log, terms } = this.#deps;
    const all = await reversals.ofTransfer(transfer.id);
    const { provider } = transfer.destination ?? {};
    const { providerTransferId } = transfer;
    if (!provider || !providerTransferId) {
      for (const reversal of all) if (reversal.isOpen) reversal.failForGood('the transfer has no id at the provider', now);
      log.error('reversal_permanently_failed', { transferId: transfer.id, reason: 'the transfer has no id at the provider' });
      this.#follow(transfer, all, now);
      return { state: 'over' };
    }
    const due = all.find((reversal) => reversal.isDue(now));
    if (due && services.named(provider)) {
      const { id, refundId, asked: amount } = due;
      const flags = { lookUpFirst: due.calls.mustBeLookedUp(now), unwanted: due.undoneAt !== null };
      const leaseUntil = new Date(now.getTime() + terms.leaseMs);
      due.beginAttempt(now, leaseUntil);
      transfer.leaseReversal(leaseUntil, now);
      const key = attemptKey(id, due.calls.refusals);
      return {
        state: 'reserved',
        reversal: { id, key, transferId: transfer.id, refundId, provider, providerTransferId, amount, ...flags },
      };
    }
    if (due) {
      log.error('transfer_service_missing', { transferId: transfer.id, provider });
      due.waitUntil(new Date(now.getTime() + terms.accountCheckMs));
    }
    this.#follow(transfer, all, now);
    return { state: 'over' };
  }

  #follow(transfer: Transfer, all: Parameters<typeof reversalProgress>[0], now: Date): void {
    transfer.followReversals(reversalProgress(all), now);
  }
}

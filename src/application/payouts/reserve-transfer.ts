import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { TransferIntent } from '#domain/payouts/destination.ts';
import { sendable } from '#domain/payouts/seller-funds.ts';
import type { Transfer } from '#domain/payouts/transfer.ts';
import type { PayoutTerms, SellerAccounts, SellerPositions, Transfers } from './ports.ts';
import { attemptKey, type TransferService, type TransferServices } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  transfers: Transfers;
  accounts: SellerAccounts;
  positions: SellerPositions;
  services: TransferServices;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};

export type ReservedTransfer = { id: string; key: string; orderId: string; sellerId: string; intent: TransferIntent; lookUpFirst: boolean };

/** `over`: there is nothing to send of it now. */
export type Reservation =
  | { state: 'none' }
  | { state: 'over' }
  | { state: 'needs-account'; id: string; sellerId: string; service: TransferService }
  | { state: 'reserved'; transfer: ReservedTransfer };

/** The first of three steps of sending: freezes what is sent where, and counts the attempt, before anybody is called. */
export class ReserveTransfer {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Of the transfer with this id, or with null of the longest overdue one. */
  async execute(id: string | null): Promise<Reservation> {
    const { unitOfWork, transfers, services, clock, log, terms } = this.#deps;
    return unitOfWork.run(async () => {
      const now = clock.now();
      const transfer = id === null ? await transfers.lockNextDue(now) : await transfers.findForUpdate(id);
      if (!transfer?.isDue(now)) return { state: 'none' };
      const obstacle = transfer.intent ? null : await this.#freeze(transfer, now);
      if (obstacle) return obstacle;
      const { intent } = transfer;
      if (!intent) return { state: 'over' };
      if (!services.named(intent.provider)) {
        log.error('transfer_service_missing', { transferId: transfer.id, provider: intent.provider });
        transfer.waitUntil(later(now, terms.accountCheckMs), `${intent.provider} is not configured any more`, now);
        return { state: 'over' };
      }
      const lookUpFirst = transfer.calls.mustBeLookedUp(now);
      transfer.beginAttempt(now, later(now, terms.leaseMs));
      const { id: rowId, orderId, sellerId } = transfer;
      const key = attemptKey(rowId, transfer.calls.refusals);
      return { state: 'reserved', transfer: { id: rowId, key, orderId, sellerId, intent, lookUpFirst } };
    });
  }

  async #freeze(transfer: Transfer, now: Date): Promise<Reservation | null> {
    const { accounts, positions, services, terms } = this.#deps;
    const service = services.current();
    const account = service && (await accounts.findCurrentForUpdate(transfer.sellerId, service.name));
    if (!service || !account?.mayReceive || !account.accountId) {
      const openable = service && !service.needsOnboarding && !account?.accountId;
      const reason = service ? 'the seller has no active account' : 'no transfer service is configured';
      transfer.waitUntil(later(now, openable ? terms.leaseMs : terms.accountCheckMs), reason, now);
      return openable ? { state: 'needs-account', id: transfer.id, sellerId: transfer.sellerId, service } : { state: 'over' };
    }
    const funds = await positions.of(transfer.sellerId, transfer.share.currency);
    transfer.freeze({ provider: service.name, accountId: account.accountId }, sendable(funds), now);
    return null;
  }
}

function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}

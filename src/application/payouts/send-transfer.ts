import type { Log } from '#application/shared/ports.ts';
import { TransferServiceFailed } from './errors.ts';
import type { OpenSellerAccount } from './open-seller-account.ts';
import type { Reservation, ReservedTransfer, ReserveTransfer } from './reserve-transfer.ts';
import type { SettleTransfer } from './settle-transfer.ts';
import type { TransferOutcome, TransferServices } from './transfer-service.ts';

type Deps = {
  reserveTransfer: ReserveTransfer;
  settleTransfer: SettleTransfer;
  openSellerAccount: OpenSellerAccount;
  services: TransferServices;
  log: Log;
};

/** Sends one transfer: reserve, call, settle. No unit of work is open during the call. */
export class SendTransfer {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The transfer with this id, or with null the longest overdue one. Answers whether there was one. */
  async execute(id: string | null, onUnanswered?: () => void): Promise<boolean> {
    const { reserveTransfer, settleTransfer } = this.#deps;
    const found = await reserveTransfer.execute(id);
    const reservation = found.state === 'needs-account' ? await this.#openAccount(found, onUnanswered) : found;
    if (reservation.state === 'reserved') {
      const answer = await this.#ask(reservation.transfer);
      await settleTransfer.execute(reservation.transfer, answer);
      if (answer.outcome === 'unknown') onUnanswered?.();
    }
    return found.state !== 'none';
  }

  async #openAccount({ id, sellerId, service }: Reservation & { state: 'needs-account' }, onUnanswered?: () => void): Promise<Reservation> {
    const { reserveTransfer, openSellerAccount, log } = this.#deps;
    try {
      await openSellerAccount.execute({ sellerId, service });
    } catch (error) {
      log.warn('transfer_waits_for_account', { transferId: id, sellerId, cause: String(error) });
      if (error instanceof TransferServiceFailed) onUnanswered?.();
      return { state: 'over' };
    }
    return reserveTransfer.execute(id);
  }

  async #ask({ id, key, orderId, sellerId, intent, lookUpFirst }: ReservedTransfer): Promise<TransferOutcome> {
    const service = this.#deps.services.named(intent.provider);
    if (!service) return { outcome: 'unknown', cause: `${intent.provider} is not configured any more` };
    if (lookUpFirst) {
      try {
        const found = await service.findTransfer(id, intent.transferGroup);
        if (found) return { outcome: 'accepted', value: found };
      } catch (cause) {
        return { outcome: 'unknown', cause };
      }
    }
    const { accountId, amount, transferGroup } = intent;
    return service.createTransfer(key, { orderId, sellerId, accountId, amount, transferGroup });
  }
}

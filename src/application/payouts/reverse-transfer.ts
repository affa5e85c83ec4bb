import type { ReservedReversal, ReserveReversal } from './reserve-reversal.ts';
import type { ReversalAnswer, SettleReversal } from './settle-reversal.ts';
import type { TransferServices } from './transfer-service.ts';

type Deps = { reserveReversal: ReserveReversal; settleReversal: SettleReversal; services: TransferServices };

/** Takes back what is due of one transfer: reserve, call, settle. It goes to the service and account that were paid. */
export class ReverseTransfer {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Of the transfer with this id, or with null of the longest overdue one. Answers whether there was one. */
  async execute(transferId: string | null, onUnanswered?: () => void): Promise<boolean> {
    const { reserveReversal, settleReversal } = this.#deps;
    const reservation = await reserveReversal.execute(transferId);
    if (reservation.state === 'reserved') {
      const answer = await this.#ask(reservation.reversal);
      await settleReversal.execute(reservation.reversal, answer);
      if (answer.outcome === 'unknown') onUnanswered?.();
    }
    return reservation.state !== 'none';
  }

  async #ask({
    id,
    key,
    refundId,
    provider,
    providerTransferId,
    amount,
    lookUpFirst,
    unwanted,
  }: ReservedReversal): Promise<ReversalAnswer> {
    const service = this.#deps.services.named(provider);
    if (!service) return { outcome: 'unknown', cause: `${provider} is not configured any more` };
    if (lookUpFirst) {
      try {
        const found = await service.findReversal(id, providerTransferId);
        if (found) return { outcome: 'accepted', value: found };
      } catch (cause) {
        return { outcome: 'unknown', cause };
      }
      if (unwanted) return { outcome: 'never-made' };
    }
    return service.reverseTransfer(key, providerTransferId, amount, `refund ${refundId}`);
  }
}

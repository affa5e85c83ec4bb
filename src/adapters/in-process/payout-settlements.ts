import type { SellerSettlements, SellerShare } from '#application/marketplace/ports.ts';
import type { GiveTransfersAgain } from '#application/payouts/give-transfers-again.ts';
import type { HoldTransfers } from '#application/payouts/hold-transfers.ts';
import type { OpenTransfers } from '#application/payouts/open-transfers.ts';
import type { ReleaseTransfers } from '#application/payouts/release-transfers.ts';
import type { TakeBackTransfers } from '#application/payouts/take-back-transfers.ts';

type Deps = {
  openTransfers: OpenTransfers;
  takeBackTransfers: TakeBackTransfers;
  giveTransfersAgain: GiveTransfersAgain;
  holdTransfers: HoldTransfers;
  releaseTransfers: ReleaseTransfers;
};

export class PayoutSettlements implements SellerSettlements {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  open(orderId: string, shares: SellerShare[], at: Date): Promise<void> {
    return this.#deps.openTransfers.execute({ orderId, shares, at });
  }

  takeBack(orderId: string, refundId: string, shares: SellerShare[], at: Date): Promise<void> {
    return this.#deps.takeBackTransfers.execute({ orderId, refundId, shares, at });
  }

  giveAgain(orderId: string, refundId: string, shares: SellerShare[], at: Date): Promise<void> {
    return this.#deps.giveTransfersAgain.execute({ orderId, refundId, shares, at });
  }

  hold(orderId: string, at: Date): Promise<void> {
    return this.#deps.holdTransfers.execute({ orderId, at });
  }

  release(orderId: string, at: Date): Promise<void> {
    return this.#deps.releaseTransfers.execute({ orderId, at });
  }
}

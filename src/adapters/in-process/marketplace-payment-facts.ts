import type { RecordDispute } from '#application/marketplace/record-dispute.ts';
import type { SettlePayment } from '#application/marketplace/settle-payment.ts';
import type { SettleRefund } from '#application/marketplace/settle-refund.ts';
import type { PaymentFacts, SellerFacts, SellerSubject, Verdict } from '#application/payments/ports.ts';
import type { ProviderDispute, ProviderPayment, ProviderRefund } from '#application/shared/payment-provider.ts';

type Deps = { settlePayment: SettlePayment; settleRefund: SettleRefund; recordDispute: RecordDispute; sellerFacts: SellerFacts };

export class MarketplacePaymentFacts implements PaymentFacts {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  payment(provider: string, fact: ProviderPayment): Promise<Verdict> {
    return this.#deps.settlePayment.execute(provider, fact);
  }

  refund(provider: string, fact: ProviderRefund): Promise<Verdict> {
    return this.#deps.settleRefund.execute(provider, fact);
  }

  dispute(provider: string, fact: ProviderDispute): Promise<Verdict> {
    return this.#deps.recordDispute.execute(provider, fact);
  }

  seller(provider: string, subject: SellerSubject): Promise<Verdict> {
    return this.#deps.sellerFacts.refresh(provider, subject);
  }
}

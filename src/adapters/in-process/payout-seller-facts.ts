import type { SellerFacts, SellerSubject, Verdict } from '#application/payments/ports.ts';
import type { OnSellerFact } from '#application/payouts/on-seller-fact.ts';

/** The payment provider whose webhooks speak for a transfer service. */
const services: Record<string, string> = { stripe: 'stripe-connect' };

export class PayoutSellerFacts implements SellerFacts {
  readonly #onSellerFact: OnSellerFact;

  constructor(deps: { onSellerFact: OnSellerFact }) {
    this.#onSellerFact = deps.onSellerFact;
  }

  refresh(provider: string, subject: SellerSubject): Promise<Verdict> {
    return this.#onSellerFact.execute(services[provider] ?? provider, subject);
  }
}

import type { ProviderDispute, ProviderPayment, ProviderRefund } from '#application/shared/payment-provider.ts';

/** `retry` fails the delivery, so that it comes again; `unknown` concerns nothing of ours. */
export type Verdict = { result: 'settled' | 'unchanged' | 'unknown' } | { result: 'quarantined'; reason: string };

/** What payments tells the rest of the product, once it has read it from the provider. Each call is safe to repeat. */
export abstract class PaymentFacts {
  abstract payment(provider: string, fact: ProviderPayment): Promise<Verdict>;
  abstract refund(provider: string, fact: ProviderRefund): Promise<Verdict>;
  abstract dispute(provider: string, fact: ProviderDispute): Promise<Verdict>;
  /** A connected account, payout or transfer changed at the provider: payouts reads it again. */
  abstract sellerFact(
    provider: string,
    subject: { kind: 'account' | 'payout' | 'transfer'; id: string; accountId: string | null },
  ): Promise<Verdict>;
}

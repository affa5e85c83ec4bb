import type { ProviderDispute, ProviderPayment, ProviderRefund } from '#application/shared/payment-provider.ts';

/**
 * `unknown` concerns nothing of ours; `quarantined` contradicts our books, and an operator has to look; `deferred` has changed
 * nothing, and is to be told again when something else has come to its end.
 */
export type Verdict = { result: 'settled' | 'unchanged' | 'unknown' } | { result: 'quarantined' | 'deferred'; reason: string };

export type SellerSubject = { kind: 'account' | 'payout' | 'transfer'; id: string; accountId: string | null };

/** What payments tells the rest of the product, once it has read it from the provider. Each call is safe to repeat. */
export abstract class PaymentFacts {
  abstract payment(provider: string, fact: ProviderPayment): Promise<Verdict>;
  abstract refund(provider: string, fact: ProviderRefund): Promise<Verdict>;
  abstract dispute(provider: string, fact: ProviderDispute): Promise<Verdict>;
  /** A connected account, payout or transfer changed at the provider: payouts reads it again. */
  abstract seller(provider: string, subject: SellerSubject): Promise<Verdict>;
}

/** What payments asks of payouts: a connected account, payout or transfer changed at the provider, so read it again. */
export abstract class SellerFacts {
  abstract refresh(provider: string, subject: SellerSubject): Promise<Verdict>;
}

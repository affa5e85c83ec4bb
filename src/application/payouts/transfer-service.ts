import type { Outcome, ProviderFailure } from '#application/shared/payment-provider.ts';
import type { AccountFacts } from '#domain/payouts/seller-account.ts';
import type { Money } from '#domain/shared/money.ts';

export type TransferServiceName = 'sandbox' | 'stripe-connect';

export type ProviderAccount = AccountFacts & { accountId: string };

export type TransferRequest = { orderId: string; sellerId: string; accountId: string; amount: Money; transferGroup: string };

/** `not-yet`: the platform's own balance does not cover it so far; nothing happened. */
export type TransferOutcome = Outcome<ProviderTransfer> | { outcome: 'not-yet'; failure: ProviderFailure };

/** `reference` is the id of the row that it was created for, where the provider gives it back. */
export type ProviderTransfer = { transferId: string; accountId: string; amount: Money; reversed: Money; reference: string | null };
export type ProviderReversal = { reversalId: string; transferId: string; amount: Money; reference: string | null };

/**
 * What became of a reversal. `already-reversed`: less is left of the transfer than was asked for, it was not this key that
 * took the rest, and this one took nothing.
 * `not-found`: the provider knows no such transfer. `declined` includes a seller's account without the money.
 */
export type ReversalOutcome = Outcome<ProviderReversal> | { outcome: 'already-reversed'; left: Money } | { outcome: 'not-found' };

/** A paid payout may still fail: banks send money back for days. */
export type ProviderPayoutStatus = 'in_transit' | 'paid' | 'failed';

export type ProviderPayout = {
  payoutId: string;
  status: ProviderPayoutStatus;
  amount: Money;
  reference: string | null;
  failure: ProviderFailure | null;
};

/**
 * A key is the id of the row that a call acts for. Providers answer a key that they refused with the same refusal again, so
 * each clear no puts a number behind it; a lost answer does not, for then the call may have taken effect.
 */
export const attemptKey = (rowId: string, refusals: number): string => (refusals === 0 ? rowId : `${rowId}.${refusals}`);

/** The id of the row in a key: what a provider is given to keep with the object, and what it is found by. */
export const rowOf = (idempotencyKey: string): string => idempotencyKey.replace(/\.\d+$/, '');

/** A page of the provider's where a seller says who they are. It is good for one visit, soon. */
export type OnboardingLink = { url: string };

/**
 * Moves sellers' money: from the platform to a seller's connected account, back again, and on to the seller's bank.
 * Money-moving calls take the idempotency key first, see `attemptKey`. An empty key throws before a byte is sent; adapters never make a key. Two calls with one key and one request move the money once, for as long as the
 * provider remembers the key: after 23 hours look it up with `find…` first. Reads throw when the provider cannot be reached
 * or does not answer sensibly; null means that it knows no such object.
 */
export abstract class TransferService {
  abstract readonly name: TransferServiceName;
  /** False when an account works from the moment that it is created, with nothing for the seller to do. */
  abstract readonly needsOnboarding: boolean;
  /** Whether it lets us in, tried by reading what there is not. */
  abstract takesOurKey(): Promise<boolean>;
  abstract createAccount(idempotencyKey: string, request: { sellerId: string }): Promise<Outcome<ProviderAccount>>;
  abstract getAccount(accountId: string): Promise<ProviderAccount | null>;
  abstract createOnboardingLink(accountId: string, back: { returnUrl: string; refreshUrl: string }): Promise<OnboardingLink>;
  abstract createTransfer(idempotencyKey: string, request: TransferRequest): Promise<TransferOutcome>;
  abstract getTransfer(transferId: string): Promise<ProviderTransfer | null>;
  /** Looks a transfer up by its group and the row that it was created for, for when the answer was lost. */
  abstract findTransfer(reference: string, transferGroup: string): Promise<ProviderTransfer | null>;
  abstract reverseTransfer(idempotencyKey: string, transferId: string, amount: Money, reason: string): Promise<ReversalOutcome>;
  abstract findReversal(reference: string, transferId: string): Promise<ProviderReversal | null>;
  abstract createPayout(idempotencyKey: string, request: { accountId: string; amount: Money }): Promise<Outcome<ProviderPayout>>;
  abstract getPayout(payoutId: string, accountId: string): Promise<ProviderPayout | null>;
  /** Looks a payout up by the row that it was created for, among those of the account since `since`. */
  abstract findPayout(reference: string, accountId: string, since: Date): Promise<ProviderPayout | null>;
}

/** The services that this installation is configured for: one for new transfers, all of them for what was sent with them. */
export abstract class TransferServices {
  /** Null when none is configured: shares wait in the sellers' balances then. */
  abstract current(): TransferService | null;
  /** Null when the service is (no longer) configured. */
  abstract named(name: string): TransferService | null;
}

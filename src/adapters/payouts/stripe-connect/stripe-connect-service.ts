import Stripe from 'stripe';
import { accepted, declined, unknown } from '#adapters/payments/outcomes.ts';
import { requireKey } from '#adapters/payments/require-key.ts';
import { isLetIn } from '#adapters/payments/stripe/stripe-access.ts';
import { toStripeAmount } from '#adapters/payments/stripe/stripe-amount.ts';
import { outcomeOf, readKnown } from '#adapters/payments/stripe/stripe-errors.ts';
import { A_PAGE, CLOCKS_DIFFER_SECONDS, firstOf, isStripeId } from '#adapters/payments/stripe/stripe-lookup.ts';
import { metadataOf, referenceOf } from '#adapters/payments/stripe/stripe-objects.ts';
import {
  type OnboardingLink,
  type ProviderAccount,
  type ProviderPayout,
  type ProviderReversal,
  type ProviderTransfer,
  type ReversalOutcome,
  rowOf,
  type TransferOutcome,
  type TransferRequest,
  TransferService,
} from '#application/payouts/transfer-service.ts';
import type { Outcome } from '#application/shared/payment-provider.ts';
import type { Money } from '#domain/shared/money.ts';
import { toAccount, toPayout, toReversal, toTransfer } from './connect-objects.ts';

/** Separate charges and transfers: docs.stripe.com/connect/separate-charges-and-transfers */
export class StripeConnectService extends TransferService {
  readonly name = 'stripe-connect';
  readonly needsOnboarding = true;
  readonly #stripe: Stripe;

  constructor(deps: { stripe: Stripe }) {
    super();
    this.#stripe = deps.stripe;
  }

  takesOurKey(): Promise<boolean> {
    return isLetIn(this.#stripe.transfers.retrieve('tr_none'));
  }

  async createAccount(idempotencyKey: string, { sellerId }: { sellerId: string }): Promise<Outcome<ProviderAccount>> {
    requireKey(idempotencyKey);
    const params: Stripe.AccountCreateParams = {
      type: 'express',
      capabilities: { transfers: { requested: true } },
      // Payouts are made by us: Stripe's own daily ones would empty the account behind our back.
      settings: { payouts: { schedule: { interval: 'manual' } } },
      metadata: { seller_id: sellerId, reference: rowOf(idempotencyKey) },
    };
    try {
      return accepted(toAccount(await this.#stripe.accounts.create(params, { idempotencyKey })));
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async getAccount(accountId: string): Promise<ProviderAccount | null> {
    if (!isStripeId(accountId)) return null;
    try {
      return await readKnown(this.#stripe.accounts.retrieve(accountId).then(toAccount));
    } catch (error) {
      // A seller who has disconnected from the platform can no longer be seen.
      if (error instanceof Error && isClosedToUs(error.cause)) return null;
      throw error;
    }
  }

  async createOnboardingLink(
    accountId: string,
    { returnUrl, refreshUrl }: { returnUrl: string; refreshUrl: string },
  ): Promise<OnboardingLink> {
    const link = { account: accountId, type: 'account_onboarding', return_url: returnUrl, refresh_url: refreshUrl } as const;
    const { url } = await this.#stripe.accountLinks.create(link);
    return { url };
  }

  async createTransfer(idempotencyKey: string, request: TransferRequest): Promise<TransferOutcome> {
    requireKey(idempotencyKey);
    const params: Stripe.TransferCreateParams = {
      ...toStripeAmount(request.amount),
      destination: request.accountId,
      transfer_group: request.transferGroup,
      metadata: { ...metadataOf(request.orderId, rowOf(idempotencyKey)), seller_id: request.sellerId },
    };
    try {
      return accepted(toTransfer(await this.#stripe.transfers.create(params, { idempotencyKey })));
    } catch (error) {
      const outcome = outcomeOf<ProviderTransfer>(error);
      const isShort = outcome.outcome === 'declined' && outcome.failure.code === 'balance_insufficient';
      return isShort ? { outcome: 'not-yet', failure: outcome.failure } : outcome;
    }
  }

  async getTransfer(transferId: string): Promise<ProviderTransfer | null> {
    if (!isStripeId(transferId)) return null;
    return readKnown(this.#stripe.transfers.retrieve(transferId).then(toTransfer));
  }

  async findTransfer(reference: string, transferGroup: string): Promise<ProviderTransfer | null> {
    const ofGroup = this.#stripe.transfers.list({ transfer_group: transferGroup, limit: A_PAGE });
    return readKnown(firstOf(ofGroup, (transfer) => referenceOf(transfer) === reference).then((found) => found && toTransfer(found)));
  }

  /** Too large a reversal has no code of its own: what is left is read before, and again when the answer is no. */
  async reverseTransfer(idempotencyKey: string, transferId: string, amount: Money, reason: string): Promise<ReversalOutcome> {
    requireKey(idempotencyKey);
    try {
      const known = await this.#settledBefore(rowOf(idempotencyKey), transferId, amount);
      if (known) return known;
      const params = { amount: toStripeAmount(amount).amount, description: reason, metadata: { reference: rowOf(idempotencyKey) } };
      return accepted(toReversal(await this.#stripe.transfers.createReversal(transferId, params, { idempotencyKey }), transferId));
    } catch (error) {
      const outcome = outcomeOf<ProviderReversal>(error);
      if (outcome.outcome !== 'declined') return outcome;
      try {
        return (await this.#settledBefore(rowOf(idempotencyKey), transferId, amount)) ?? outcome;
      } catch (cause) {
        return unknown(cause);
      }
    }
  }

  async findReversal(reference: string, transferId: string): Promise<ProviderReversal | null> {
    if (!isStripeId(transferId)) return null;
    const ofTransfer = this.#stripe.transfers.listReversals(transferId, { limit: A_PAGE });
    const found = firstOf(ofTransfer, (reversal) => referenceOf(reversal) === reference);
    return readKnown(found.then((reversal) => reversal && toReversal(reversal, transferId)));
  }

  async createPayout(
    idempotencyKey: string,
    { accountId, amount }: { accountId: string; amount: Money },
  ): Promise<Outcome<ProviderPayout>> {
    requireKey(idempotencyKey);
    const params = { ...toStripeAmount(amount), metadata: { reference: rowOf(idempotencyKey) } };
    try {
      return accepted(toPayout(await this.#stripe.payouts.create(params, { idempotencyKey, stripeAccount: accountId })));
    } catch (error) {
      return isClosedToUs(error) ? declined('account_invalid', 'the connected account is closed to the platform') : outcomeOf(error);
    }
  }

  async getPayout(payoutId: string, accountId: string): Promise<ProviderPayout | null> {
    if (!isStripeId(payoutId)) return null;
    return readKnown(this.#stripe.payouts.retrieve(payoutId, {}, { stripeAccount: accountId }).then(toPayout));
  }

  async findPayout(reference: string, accountId: string, since: Date): Promise<ProviderPayout | null> {
    const created = { gte: Math.floor(since.getTime() / 1000) - CLOCKS_DIFFER_SECONDS };
    const recent = this.#stripe.payouts.list({ created, limit: A_PAGE }, { stripeAccount: accountId });
    return readKnown(firstOf(recent, (payout) => referenceOf(payout) === reference).then((found) => found && toPayout(found)));
  }

  /** What became of the transfer already, or null while as much can still be taken back. */
  async #settledBefore(reference: string, transferId: string, amount: Money): Promise<ReversalOutcome | null> {
    const transfer = await this.getTransfer(transferId);
    if (!transfer) return { outcome: 'not-found' };
    if (transfer.reversed.isZero) return null;
    const own = await this.findReversal(reference, transferId);
    if (own) return accepted(own);
    const left = transfer.amount.minus(transfer.reversed);
    return amount.isMoreThan(left) ? { outcome: 'already-reversed', left } : null;
  }
}

function isClosedToUs(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.statusCode === 403 && error.code === 'account_invalid';
}

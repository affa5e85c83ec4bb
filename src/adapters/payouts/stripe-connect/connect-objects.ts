import type Stripe from 'stripe';
import { fromStripeAmount } from '#adapters/payments/stripe/stripe-amount.ts';
import { referenceOf } from '#adapters/payments/stripe/stripe-objects.ts';
import type {
  ProviderAccount,
  ProviderPayout,
  ProviderPayoutStatus,
  ProviderReversal,
  ProviderTransfer,
} from '#application/payouts/transfer-service.ts';
import type { SellerAccountStatus } from '#domain/payouts/seller-account.ts';

const payoutStatuses = new Map<string, ProviderPayoutStatus>([
  ['pending', 'in_transit'],
  ['in_transit', 'in_transit'],
  ['paid', 'paid'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

// What may be missing here is required by the library's types, as in stripe-objects.ts.

function accountStatus(account: Stripe.Account): SellerAccountStatus {
  if (account.requirements?.disabled_reason?.startsWith('rejected')) return 'disabled';
  if (mayReceive(account)) return 'active';
  return account.details_submitted ? 'restricted' : 'pending';
}

/** Its capability says so; of an account that is shown without any, that Stripe takes it for complete does. */
function mayReceive({ capabilities, details_submitted: submitted, payouts_enabled: payouts, charges_enabled: charges }: Stripe.Account) {
  if (capabilities) return capabilities.transfers === 'active';
  return submitted && payouts && charges !== false;
}

export function toAccount(account: Stripe.Account): ProviderAccount {
  const { currently_due: current, past_due: past } = account.requirements ?? {};
  return {
    accountId: account.id,
    status: accountStatus(account),
    payoutsEnabled: account.payouts_enabled === true,
    requirementsDue: [...new Set([...(past ?? []), ...(current ?? [])])],
  };
}

export function toTransfer(transfer: Stripe.Transfer): ProviderTransfer {
  const { id, currency, destination } = transfer;
  return {
    transferId: id,
    accountId: typeof destination === 'string' ? destination : (destination?.id ?? ''),
    amount: fromStripeAmount(transfer.amount, currency),
    reversed: fromStripeAmount(transfer.amount_reversed ?? (transfer.reversed ? transfer.amount : 0), currency),
    reference: referenceOf(transfer),
  };
}

export function toReversal(reversal: Stripe.TransferReversal, transferId: string): ProviderReversal {
  const { id, amount, currency } = reversal;
  return {
    reversalId: id,
    transferId,
    amount: fromStripeAmount(amount, currency),
    reference: referenceOf(reversal),
  };
}

/** @throws for a state that is not in the documentation: it is none to act on. */
export function toPayout(payout: Stripe.Payout): ProviderPayout {
  const status = payoutStatuses.get(payout.status);
  if (!status) throw new Error(`Stripe has a state of payouts that is not in its documentation: ${payout.status}`);
  const code = payout.failure_code ?? payout.status;
  const message = payout.failure_message ?? 'the payout did not arrive';
  return {
    payoutId: payout.id,
    status,
    amount: fromStripeAmount(payout.amount, payout.currency),
    reference: referenceOf(payout),
    failure: status === 'failed' ? { code, message } : null,
  };
}

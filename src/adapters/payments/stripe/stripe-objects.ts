import type Stripe from 'stripe';
import { namedOrdersOf } from '#adapters/payments/named-orders.ts';
import type {
  CreatedPayment,
  ProviderDispute,
  ProviderDisputeStatus,
  ProviderPayment,
  ProviderPaymentStatus,
  ProviderRefund,
  ProviderRefundStatus,
} from '#application/shared/payment-provider.ts';
import type { Money } from '#domain/shared/money.ts';
import { fromStripeAmount } from './stripe-amount.ts';

const paymentStatuses: Record<string, ProviderPaymentStatus> = {
  requires_payment_method: 'open',
  requires_confirmation: 'open',
  requires_action: 'open',
  requires_capture: 'open',
  processing: 'open',
  succeeded: 'succeeded',
  canceled: 'canceled',
};
const refundStatuses: Record<string, ProviderRefundStatus> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
};
const disputeStatuses: Record<string, ProviderDisputeStatus> = {
  warning_needs_response: 'evidence_due',
  warning_under_review: 'under_review',
  warning_closed: 'won',
  needs_response: 'evidence_due',
  under_review: 'under_review',
  appeal_needs_response: 'evidence_due',
  appeal_under_review: 'under_review',
  prevented: 'won',
  won: 'won',
  lost: 'lost',
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Under which our keys travel, so that an object can be told by them when Stripe has forgotten the key itself. */
export const metadataOf = (orderId: string, reference: string) => ({ order_id: orderId, reference });

export function referenceOf({ metadata }: { metadata: Stripe.Metadata | null }): string | null {
  const reference = metadata?.['reference'];
  return reference !== undefined && uuid.test(reference) ? reference : null;
}

// What may be missing here is required by the library's types: other versions of the API, and events of older endpoints, leave it out.

export function toCreatedPayment(intent: Stripe.PaymentIntent): CreatedPayment {
  return { payment: toPayment(intent), clientSecret: intent.client_secret ?? null, payUrl: null };
}

export function toPayment(intent: Stripe.PaymentIntent): ProviderPayment {
  const { currency, last_payment_error: failure } = intent;
  return {
    paymentId: intent.id,
    status: wasDeclined(intent) ? 'failed' : known(paymentStatuses, intent.status),
    amount: fromStripeAmount(intent.amount, currency),
    received: fromStripeAmount(intent.amount_received ?? (intent.status === 'succeeded' ? intent.amount : 0), currency),
    reference: referenceOf(intent),
    namedOrders: namedOrdersOf(intent.metadata),
    failure: failure
      ? { code: failure.decline_code ?? failure.code ?? failure.type ?? 'declined', message: failure.message ?? 'the payment was declined' }
      : null,
  };
}

/** The buyer may try again with the same payment, which then succeeds late: to Stripe none has failed for good. */
function wasDeclined({ status, last_payment_error: failure }: Stripe.PaymentIntent): boolean {
  return status === 'requires_payment_method' && Boolean(failure);
}

export function toRefund(refund: Stripe.Refund): ProviderRefund {
  const status = known(refundStatuses, refund.status ?? 'pending');
  const reason = refund.failure_reason ?? 'refund_failed';
  return {
    refundId: refund.id,
    paymentId: idOf(refund.payment_intent) ?? '',
    status,
    amount: fromStripeAmount(refund.amount, refund.currency),
    reference: referenceOf(refund),
    failure: status === 'failed' ? { code: reason, message: `the refund failed: ${reason.replaceAll('_', ' ')}` } : null,
  };
}

/** Null for a dispute over something that is no payment of ours. */
export function toDispute(dispute: Stripe.Dispute): ProviderDispute | null {
  const paymentId = idOf(dispute.payment_intent);
  if (paymentId === null) return null;
  const dueBy = dispute.evidence_details?.due_by ?? null;
  return {
    disputeId: dispute.id,
    paymentId,
    status: known(disputeStatuses, dispute.status),
    amount: fromStripeAmount(dispute.amount, dispute.currency),
    fee: feeOf(dispute.balance_transactions ?? []),
    reason: dispute.reason ?? null,
    evidenceDueBy: dueBy === null ? null : new Date(dueBy * 1000),
  };
}

function feeOf([first, ...others]: Stripe.BalanceTransaction[]): Money | null {
  if (!first) return null;
  const fees = [first, ...others.filter(({ currency }) => currency === first.currency)].map(({ fee }) => fee);
  return fromStripeAmount(
    Math.max(
      0,
      fees.reduce((sum, fee) => sum + fee, 0),
    ),
    first.currency,
  );
}

function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

function known<T>(table: Record<string, T>, status: string): T {
  const meaning = Object.hasOwn(table, status) ? table[status] : undefined;
  if (meaning === undefined) throw new Error(`Stripe has a state that is not in its documentation: ${status}`);
  return meaning;
}

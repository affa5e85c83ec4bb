import { z } from 'zod';
import { fromMinorUnits } from '#adapters/payments/minor-units.ts';
import { namedOrdersOf } from '#adapters/payments/named-orders.ts';
import type {
  CreatedPayment,
  ProviderFailure,
  ProviderPayment,
  ProviderPaymentStatus,
  ProviderRefund,
} from '#application/shared/payment-provider.ts';
import { paymentIdFor, refundIdFor } from './hyperswitch-ids.ts';

/** `failed` may still become `succeeded`, when the buyer tries once more. */
const paymentStatuses = {
  requires_payment_method: 'open',
  requires_confirmation: 'open',
  requires_customer_action: 'open',
  requires_merchant_action: 'open',
  requires_capture: 'open',
  processing: 'open',
  partially_captured_and_capturable: 'open',
  partially_captured_and_processing: 'open',
  partially_authorized_and_requires_capture: 'open',
  conflicted: 'open',
  review: 'open',
  succeeded: 'succeeded',
  partially_captured: 'succeeded',
  failed: 'failed',
  cancelled: 'canceled',
  cancelled_post_capture: 'canceled',
  expired: 'canceled',
} as const satisfies Record<string, ProviderPaymentStatus>;

const text = z.string().nullish();
const metadata = z.record(z.string(), z.unknown()).nullish().catch(null);

const paymentSchema = z.looseObject({
  payment_id: z.string().min(1),
  status: z.enum(Object.keys(paymentStatuses) as (keyof typeof paymentStatuses)[]),
  amount: z.number(),
  amount_received: z.number().nullish(),
  currency: z.string(),
  client_secret: text,
  error_code: text,
  error_message: text,
  unified_message: text,
  metadata,
});

const refundSchema = z.looseObject({
  refund_id: z.string().min(1),
  payment_id: z.string().min(1),
  status: z.enum(['pending', 'review', 'succeeded', 'failed']),
  amount: z.number(),
  currency: z.string(),
  error_code: text,
  error_message: text,
  unified_message: text,
  metadata,
});

const refundListSchema = z.looseObject({ data: z.array(refundSchema) });

export function readPayment(body: unknown): CreatedPayment {
  const told = paymentSchema.parse(body);
  return { payment: paymentOf(told), clientSecret: told.client_secret ?? null, payUrl: null };
}

export function readRefund(body: unknown): ProviderRefund {
  return refundOf(refundSchema.parse(body));
}

export function readRefunds(body: unknown): ProviderRefund[] {
  return refundListSchema.parse(body).data.map(refundOf);
}

function paymentOf(told: z.output<typeof paymentSchema>): ProviderPayment {
  // Only a full capture is called `succeeded`.
  const received = told.amount_received ?? (told.status === 'succeeded' ? told.amount : 0);
  return {
    paymentId: told.payment_id,
    status: paymentStatuses[told.status],
    amount: fromMinorUnits(told.amount, told.currency),
    received: fromMinorUnits(told.status === 'cancelled_post_capture' ? 0 : received, told.currency),
    reference: referenceOf(told.metadata, told.payment_id, paymentIdFor),
    namedOrders: namedOrdersOf(told.metadata),
    failure: failureOf(told, told.status === 'failed'),
  };
}

function refundOf(told: z.output<typeof refundSchema>): ProviderRefund {
  return {
    refundId: told.refund_id,
    paymentId: told.payment_id,
    status: told.status,
    amount: fromMinorUnits(told.amount, told.currency),
    reference: referenceOf(told.metadata, told.refund_id, refundIdFor),
    failure: failureOf(told, told.status === 'failed'),
  };
}

/** Metadata can be edited in the dashboard: a reference counts when the object's id comes from it. */
function referenceOf(told: Record<string, unknown> | null | undefined, id: string, idFor: (key: string) => string): string | null {
  const reference = told?.['reference'];
  return typeof reference === 'string' && idFor(reference) === id ? reference : null;
}

type Reasons = {
  error_code?: string | null | undefined;
  error_message?: string | null | undefined;
  unified_message?: string | null | undefined;
};

function failureOf(told: Reasons, failed: boolean): ProviderFailure | null {
  if (!failed && !told.error_code) return null;
  return {
    code: told.error_code ?? 'FAILED',
    message: told.unified_message ?? told.error_message ?? 'the payment provider could not do it',
  };
}

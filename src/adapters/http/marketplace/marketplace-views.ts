import { z } from 'zod';
import type { LicenceSummary, OrderSnapshot, ProductSummary, RefundSnapshot } from '#application/marketplace/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { disputeOutcomes, orderStatuses } from '#domain/marketplace/order.ts';
import type { OrderItem } from '#domain/marketplace/order-item.ts';
import { licenceKinds, productStatuses } from '#domain/marketplace/product.ts';
import { type RefundStatus, refundOrigins, refundStatuses } from '#domain/marketplace/refund.ts';
import { Money } from '#domain/shared/money.ts';
import { moneySchema, timestamp } from '../schemas.ts';
import { moneyView } from '../views.ts';

export const productSchema = z
  .object({
    id: z.uuid(),
    seller: z.object({ id: z.uuid(), username: z.string() }),
    track_id: z.uuid(),
    title: z.string(),
    description: z.string().nullable(),
    licence: z.enum(licenceKinds),
    price: moneySchema,
    status: z.enum(productStatuses),
    available: z.boolean().describe('false while an exclusive licence is being bought, by whomever, or has been'),
    created_at: timestamp,
    published_at: timestamp.nullable(),
  })
  .meta({ id: 'Product' });

export function productView(product: ProductSummary): z.input<typeof productSchema> {
  return {
    id: product.id,
    seller: { id: product.sellerId, username: product.sellerName },
    track_id: product.trackId,
    title: product.title,
    description: product.description,
    licence: product.licence,
    price: moneyView(product.price),
    status: product.status,
    available: product.available,
    created_at: product.createdAt.toISOString(),
    published_at: product.publishedAt?.toISOString() ?? null,
  };
}

const orderItemSchema = z
  .object({
    product_id: z.uuid(),
    track_id: z.uuid(),
    seller_id: z.uuid(),
    title: z.string(),
    licence: z.enum(licenceKinds),
    price: moneySchema,
    discount: moneySchema,
    total: moneySchema,
    refunded: moneySchema,
  })
  .meta({ id: 'OrderItem' });

export const orderSchema = z
  .object({
    id: z.uuid(),
    status: z.enum(orderStatuses),
    buyer_id: z.uuid(),
    total: moneySchema,
    refunded: moneySchema,
    items: z.array(orderItemSchema),
    payment: z
      .object({
        provider: z.string(),
        payment_id: z
          .string()
          .nullable()
          .describe(
            'null while the provider has not answered yet: read the order until it is there, since a repeated request gets its first answer',
          ),
        client_secret: z.string().nullable().describe("for the provider's browser library; shown to the buyer only"),
        pay_url: z.string().nullable().describe('where the buyer pays, where the provider has such a page'),
      })
      .nullable()
      .describe('null when there is nothing to pay, and for sellers'),
    failure_code: z.string().nullable().describe('why the payment came to nothing; null for sellers'),
    created_at: timestamp,
    completed_at: timestamp.nullable(),
    refund_deadline: timestamp.nullable(),
    disputed_at: timestamp.nullable(),
    dispute_outcome: z.enum(disputeOutcomes).nullable(),
  })
  .meta({ id: 'Order' });

/** How to pay is for the buyer's eyes only. */
export function orderView(order: OrderSnapshot, viewer: Actor): z.input<typeof orderSchema> {
  const isBuyer = viewer.userId === order.buyerId;
  return {
    id: order.id,
    status: order.status,
    buyer_id: order.buyerId,
    total: moneyView(order.total),
    refunded: moneyView(order.refunded),
    items: order.items.map((item) => orderItemView(item, order.total.currency)),
    payment: order.provider
      ? {
          provider: order.provider,
          payment_id: order.paymentId,
          client_secret: isBuyer ? order.clientSecret : null,
          pay_url: isBuyer ? order.payUrl : null,
        }
      : null,
    failure_code: order.failureCode,
    created_at: order.createdAt.toISOString(),
    completed_at: order.completedAt?.toISOString() ?? null,
    refund_deadline: order.refundDeadline?.toISOString() ?? null,
    disputed_at: order.disputedAt?.toISOString() ?? null,
    dispute_outcome: order.disputeOutcome,
  };
}

function orderItemView(item: OrderItem, currency: string): z.input<typeof orderItemSchema> {
  const money = (amount: bigint) => moneyView(Money.of(amount, currency));
  return {
    product_id: item.productId,
    track_id: item.trackId,
    seller_id: item.sellerId,
    title: item.title,
    licence: item.licence,
    price: money(item.price),
    discount: money(item.discount),
    total: money(item.total),
    refunded: money(item.refunded),
  };
}

export const refundSchema = z
  .object({
    id: z.uuid(),
    order_id: z.uuid(),
    status: z.enum(refundStatuses),
    amount: moneySchema,
    reason: z.string().nullable(),
    origin: z.enum(refundOrigins),
    failure_code: z.string().nullable(),
    created_at: timestamp,
    succeeded_at: timestamp.nullable(),
    failed_at: timestamp.nullable(),
  })
  .meta({ id: 'Refund' });

export function refundView(refund: RefundSnapshot): z.input<typeof refundSchema> {
  return {
    id: refund.id,
    order_id: refund.orderId,
    status: refund.status,
    amount: moneyView(refund.amount),
    reason: refund.reason,
    origin: refund.origin,
    failure_code: refund.failureCode,
    created_at: refund.createdAt.toISOString(),
    succeeded_at: refund.succeededAt?.toISOString() ?? null,
    failed_at: refund.failedAt?.toISOString() ?? null,
  };
}

export const refundAnswerSchema = z.object({ refund: refundSchema, message: z.string() });

/** Pending, but for a request that takes over from one that was cut off: its refund may have ended meanwhile. */
const refundMessages = {
  pending: 'The refund is under way. The payment provider has to confirm it.',
  review: 'The refund is under way. The payment provider is looking into it, which may take days.',
  unresolved: 'Nobody knows yet what became of the refund. The payment provider is being asked.',
  succeeded: 'The refund has succeeded.',
  failed: 'The refund has failed: the order is as it was, and you may ask again.',
} as const satisfies Record<RefundStatus, string>;

export function refundAnswerView(refund: RefundSnapshot): z.input<typeof refundAnswerSchema> {
  return { refund: refundView(refund), message: refundMessages[refund.status] };
}

export const licenceSchema = z
  .object({
    id: z.uuid(),
    order_id: z.uuid(),
    product_id: z.uuid(),
    track_id: z.uuid(),
    title: z.string(),
    licence: z.enum(licenceKinds),
    status: z.enum(['active', 'revoked']),
    issued_at: timestamp,
    revoked_at: timestamp.nullable(),
  })
  .meta({ id: 'Licence' });

export function licenceView(licence: LicenceSummary): z.input<typeof licenceSchema> {
  return {
    id: licence.id,
    order_id: licence.orderId,
    product_id: licence.productId,
    track_id: licence.trackId,
    title: licence.title,
    licence: licence.licence,
    status: licence.revokedAt ? 'revoked' : 'active',
    issued_at: licence.issuedAt.toISOString(),
    revoked_at: licence.revokedAt?.toISOString() ?? null,
  };
}

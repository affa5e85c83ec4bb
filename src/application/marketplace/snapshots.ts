import type { Order } from '#domain/marketplace/order.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import type { OrderSnapshot, RefundSnapshot } from './ports.ts';

/** The plain values of an order, fit to leave the unit of work. */
export function snapshotOrder(order: Order): OrderSnapshot {
  return {
    id: order.id,
    buyerId: order.buyerId,
    total: order.total,
    provider: order.provider,
    createdAt: order.createdAt,
    items: order.items,
    status: order.status,
    paymentId: order.paymentId,
    clientSecret: order.clientSecret,
    payUrl: order.payUrl,
    completedAt: order.completedAt,
    refundDeadline: order.refundDeadline,
    failureCode: order.failureCode,
    disputedAt: order.disputedAt,
    disputeOutcome: order.disputeOutcome,
    updatedAt: order.updatedAt,
    refunded: order.refunded,
  };
}

export function snapshotRefund(refund: Refund): RefundSnapshot {
  return {
    id: refund.id,
    orderId: refund.orderId,
    amount: refund.amount,
    lines: refund.lines,
    status: refund.status,
    reason: refund.reason,
    origin: refund.origin,
    requestedBy: refund.requestedBy,
    paymentId: refund.paymentId,
    provider: refund.provider,
    askedSince: refund.askedSince,
    providerRefundId: refund.providerRefundId,
    failureCode: refund.failureCode,
    failureMessage: refund.failureMessage,
    createdAt: refund.createdAt,
    succeededAt: refund.succeededAt,
    failedAt: refund.failedAt,
  };
}

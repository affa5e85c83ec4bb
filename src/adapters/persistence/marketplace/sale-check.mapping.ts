import { defineEntity, p } from '@mikro-orm/core';
import { Dispute } from '#domain/marketplace/dispute.ts';
import { Order } from '#domain/marketplace/order.ts';
import { Refund } from '#domain/marketplace/refund.ts';

/** All are written by `SqlSaleChecks` alone: when reconciliation last asked the provider about an order, a refund or a dispute. */
export const OrderCheckMapping = defineEntity({
  name: 'OrderCheckRow',
  tableName: 'order_checks',
  properties: {
    orderId: () => p.manyToOne(Order).mapToPk().primary().joinColumn('order_id').index(false),
    checkedAt: p.datetime(3),
  },
});

export const RefundCheckMapping = defineEntity({
  name: 'RefundCheckRow',
  tableName: 'refund_checks',
  properties: {
    refundId: () => p.manyToOne(Refund).mapToPk().primary().joinColumn('refund_id').index(false),
    checkedAt: p.datetime(3),
  },
});

export const DisputeCheckMapping = defineEntity({
  name: 'DisputeCheckRow',
  tableName: 'dispute_checks',
  properties: {
    disputeId: () => p.manyToOne(Dispute).mapToPk().primary().joinColumn('dispute_id').index(false),
    checkedAt: p.datetime(3),
  },
});

import { defineEntity, p } from '@mikro-orm/core';
import { Order } from '#domain/marketplace/order.ts';

/** Written by `SqlPaidOrderChecks` alone: when the provider was last asked about the refunds of an order. */
export const PaidOrderCheckMapping = defineEntity({
  name: 'PaidOrderCheckRow',
  tableName: 'paid_order_checks',
  properties: {
    orderId: () => p.manyToOne(Order).mapToPk().primary().joinColumn('order_id'),
    checkedAt: p.datetime(3),
  },
});

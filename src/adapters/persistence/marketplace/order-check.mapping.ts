import { defineEntity, p } from '@mikro-orm/core';

/** When reconciliation last looked at a settled order. Written by `SqlSettledSales` alone. */
export const OrderCheckMapping = defineEntity({
  name: 'OrderCheckRow',
  tableName: 'order_checks',
  properties: { orderId: p.uuid().primary(), checkedAt: p.datetime(3) },
});

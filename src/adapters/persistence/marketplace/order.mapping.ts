import { defineEntity, p } from '@mikro-orm/core';
import { disputeOutcomes, Order, orderStatuses } from '#domain/marketplace/order.ts';
import { fields, type Maps } from '../maps.ts';
import { MoneyMapping } from '../money.mapping.ts';
import { OrderItemsType } from './order-lines.type.ts';

type Derived = 'refunded' | 'refundable' | 'isDisputed';

export const OrderMapping = defineEntity({
  class: Order,
  tableName: 'orders',
  indexes: [{ properties: ['buyerId', 'createdAt', 'id'] }, { properties: fields('_status', 'createdAt', 'id') }],
  uniques: [{ properties: fields('provider', '_paymentId') }],
  properties: {
    id: p.uuid().primary(),
    buyerId: p.uuid(),
    items: p.type(OrderItemsType).accessor('_items'),
    total: () => p.embedded(MoneyMapping),
    provider: p.string().length(32).nullable(),
    promoCodeId: p.uuid().nullable(),
    status: p.enum(orderStatuses).accessor('_status'),
    paymentId: p.string().length(255).nullable().accessor('_paymentId'),
    clientSecret: p.string().length(255).nullable().accessor('_clientSecret'),
    payUrl: p.text().nullable().accessor('_payUrl'),
    createdAt: p.datetime(3),
    completedAt: p.datetime(3).nullable().accessor('_completedAt'),
    refundDeadline: p.datetime(3).nullable().accessor('_refundDeadline'),
    failureCode: p.string().length(100).nullable().accessor('_failureCode'),
    disputedAt: p.datetime(3).nullable().accessor('_disputedAt'),
    disputeOutcome: p.enum(disputeOutcomes).nullable().accessor('_disputeOutcome'),
    updatedAt: p.datetime(3).accessor('_updatedAt'),
    version: p.integer().version(),
  } satisfies Omit<Maps<Order>, Derived> & { version: unknown },
});

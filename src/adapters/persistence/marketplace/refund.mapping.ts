import { defineEntity, p } from '@mikro-orm/core';
import { Order } from '#domain/marketplace/order.ts';
import { Refund, refundOrigins, refundStatuses } from '#domain/marketplace/refund.ts';
import { fields, type Maps } from '../maps.ts';
import { MoneyMapping } from '../money.mapping.ts';
import { RefundLinesType } from './order-lines.type.ts';

export const RefundMapping = defineEntity({
  class: Refund,
  tableName: 'refunds',
  indexes: [{ properties: fields('_status', 'createdAt', 'id') }, { properties: ['orderId'] }],
  uniques: [
    {
      name: 'refunds_provider_refund_id_unique',
      properties: fields('provider', '_providerRefundId'),
      where: "provider_refund_id is not null and provider_refund_id <> ''",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(Order).mapToPk().joinColumn('order_id'),
    paymentId: p.string().length(255),
    provider: p.string().length(32),
    amount: () => p.embedded(MoneyMapping),
    byLine: p.boolean(),
    lines: p.type(RefundLinesType).accessor('_lines'),
    reason: p.string().length(500).nullable(),
    origin: p.enum(refundOrigins),
    requestedBy: p.uuid().nullable(),
    notBefore: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    status: p.enum(refundStatuses).accessor('_status'),
    askedSince: p.datetime(3).nullable().accessor('_askedSince'),
    providerRefundId: p.string().length(255).nullable().accessor('_providerRefundId'),
    failureCode: p.string().length(100).nullable().accessor('_failureCode'),
    failureMessage: p.string().length(500).nullable().accessor('_failureMessage'),
    succeededAt: p.datetime(3).nullable().accessor('_succeededAt'),
    failedAt: p.datetime(3).nullable().accessor('_failedAt'),
    reviewSince: p.datetime(3).nullable().accessor('_reviewSince'),
    version: p.integer().version(),
  } satisfies Omit<Maps<Refund>, 'isTerminal'> & { version: unknown },
});

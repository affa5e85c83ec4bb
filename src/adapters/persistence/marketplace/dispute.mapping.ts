import { defineEntity, p } from '@mikro-orm/core';
import { Dispute, disputeStatuses } from '#domain/marketplace/dispute.ts';
import { Order } from '#domain/marketplace/order.ts';
import type { Maps } from '../maps.ts';
import { MoneyMapping } from '../money.mapping.ts';

export const DisputeMapping = defineEntity({
  class: Dispute,
  tableName: 'disputes',
  uniques: [{ properties: ['provider', 'providerDisputeId'] }],
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(Order).mapToPk().joinColumn('order_id').index(),
    provider: p.string().length(32),
    providerDisputeId: p.string().length(255),
    amount: () => p.embedded(MoneyMapping),
    reason: p.string().length(255).nullable(),
    openedAt: p.datetime(3),
    status: p.enum(disputeStatuses).accessor('_status'),
    evidenceDueBy: p.datetime(3).nullable().accessor('_evidenceDueBy'),
    refundId: p.uuid().nullable().accessor('_refundId'),
    fee: () => p.embedded(MoneyMapping).nullable().accessor('_fee'),
    losses: p.integer().default(0).accessor('_losses'),
    closedAt: p.datetime(3).nullable().accessor('_closedAt'),
    version: p.integer().version(),
  } satisfies Omit<Maps<Dispute>, 'isOpen'> & { version: unknown },
});

import { defineEntity, p } from '@mikro-orm/core';
import { Reversal, reversalStatuses } from '#domain/payouts/reversal.ts';
import { Transfer } from '#domain/payouts/transfer.ts';
import { fields, type Maps } from '../maps.ts';
import { MinorUnits } from '../minor-units.type.ts';
import { MoneyMapping } from '../money.mapping.ts';
import { CallsMapping } from './calls.mapping.ts';

export const ReversalMapping = defineEntity({
  class: Reversal,
  tableName: 'reversals',
  indexes: [{ properties: fields('sellerId', '_status') }, { properties: fields('_status', 'createdAt') }],
  uniques: [
    { properties: ['transferId', 'refundId'] },
    {
      name: 'reversals_provider_reversal_id_unique',
      properties: fields('_providerReversalId'),
      where: "provider_reversal_id is not null and provider_reversal_id <> ''",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    transferId: () => p.manyToOne(Transfer).mapToPk().joinColumn('transfer_id').index(false),
    refundId: p.uuid(),
    orderId: p.uuid(),
    sellerId: p.uuid(),
    amount: () => p.embedded(MoneyMapping),
    createdAt: p.datetime(3),
    status: p.enum(reversalStatuses).accessor('_status'),
    providerReversalId: p.string().length(255).nullable().accessor('_providerReversalId'),
    reversedElsewhere: p.type(new MinorUnits()).default(0).accessor('_reversedElsewhere'),
    calls: () => p.embedded(CallsMapping).prefix(false).accessor('_calls'),
    nextRetryAt: p.datetime(3).nullable().accessor('_nextRetryAt'),
    lastError: p.string().length(500).nullable().accessor('_lastError'),
    reliedOn: p.boolean().accessor('_reliedOn'),
    undoneAt: p.datetime(3).nullable().accessor('_undoneAt'),
    settledAt: p.datetime(3).nullable().accessor('_settledAt'),
    version: p.integer().version(),
  } satisfies Omit<Maps<Reversal>, 'isOpen' | 'isLost' | 'asked'> & { version: unknown },
});

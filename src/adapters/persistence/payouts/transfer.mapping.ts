import { defineEntity, p } from '@mikro-orm/core';
import { Transfer, transferStatuses } from '#domain/payouts/transfer.ts';
import { fields, type Maps } from '../maps.ts';
import { CallsMapping } from './calls.mapping.ts';
import { DestinationMapping } from './destination.mapping.ts';
import { ShareMapping } from './share.mapping.ts';

type Derived = 'intent' | 'isUnderWay' | 'failedForGood' | 'hasArrived' | 'isLost' | 'reversible';

export const TransferMapping = defineEntity({
  class: Transfer,
  tableName: 'transfers',
  indexes: [
    { properties: fields('_status', '_nextRetryAt', 'id') },
    { properties: ['sellerId', 'createdAt', 'id'] },
    { properties: ['createdAt', 'id'] },
    { properties: fields('_completedAt') },
    { properties: fields('destination_provider', 'destination_accountId') },
    {
      name: 'transfers_in_flight_index',
      properties: ['sellerId'],
      where: 'sent is not null and completed_at is null',
    },
    { name: 'transfers_held_index', properties: ['sellerId'], where: 'held_at is not null' },
  ],
  uniques: [
    { properties: ['orderId', 'sellerId', 'sequence'] },
    {
      name: 'transfers_provider_transfer_id_unique',
      properties: fields('destination_provider', '_providerTransferId'),
      where: "provider_transfer_id is not null and provider_transfer_id <> ''",
    },
  ],
  checks: [
    { name: 'transfers_reversal_pending_has_next_retry', expression: "status <> 'reversal_pending' or next_retry_at is not null" },
    { name: 'transfers_parts_within_amount', expression: 'withheld >= 0 and netted >= 0 and withheld + netted <= amount_amount' },
    { name: 'transfers_reversed_within_sent', expression: 'reversed >= 0 and (sent is null or reversed <= sent)' },
  ],
  properties: {
    id: p.uuid().primary(),
    orderId: p.uuid(),
    sellerId: p.uuid(),
    sequence: p.integer(),
    share: () => p.embedded(ShareMapping).prefix(false).accessor('_share'),
    createdAt: p.datetime(3),
    status: p.enum(transferStatuses).accessor('_status'),
    destination: () => p.embedded(DestinationMapping).prefix(false).nullable().accessor('_destination'),
    providerTransferId: p.string().length(255).nullable().accessor('_providerTransferId'),
    calls: () => p.embedded(CallsMapping).prefix(false).accessor('_calls'),
    nextRetryAt: p.datetime(3).nullable().accessor('_nextRetryAt'),
    lastError: p.string().length(500).nullable().accessor('_lastError'),
    heldAt: p.datetime(3).nullable().accessor('_heldAt'),
    completedAt: p.datetime(3).nullable().accessor('_completedAt'),
    updatedAt: p.datetime(3).accessor('_updatedAt'),
    version: p.integer().version(),
  } satisfies Omit<Maps<Transfer>, Derived> & { version: unknown },
});

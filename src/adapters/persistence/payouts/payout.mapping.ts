import { defineEntity, p } from '@mikro-orm/core';
import { openPayoutStatuses, Payout, payoutOrigins, payoutStatuses } from '#domain/payouts/payout.ts';
import { fields, type Maps } from '../maps.ts';
import { MoneyMapping } from '../money.mapping.ts';

const open = openPayoutStatuses.map((status) => `'${status}'`).join(', ');

export const PayoutMapping = defineEntity({
  class: Payout,
  tableName: 'payouts',
  indexes: [
    { properties: fields('_nextCheckAt', 'id') },
    { properties: ['sellerId', 'createdAt', 'id'] },
    { properties: ['provider', 'accountId'] },
    { properties: fields('sellerId', '_status') },
  ],
  uniques: [
    {
      name: 'payouts_one_under_way_unique',
      properties: fields('sellerId', 'amount_currency'),
      where: `status in (${open}) and aside_since is null`,
    },
    {
      name: 'payouts_provider_payout_id_unique',
      properties: fields('provider', '_providerPayoutId'),
      where: "provider_payout_id is not null and provider_payout_id <> ''",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    sellerId: p.uuid(),
    provider: p.string().length(32),
    accountId: p.string().length(255),
    amount: () => p.embedded(MoneyMapping),
    origin: p.enum(payoutOrigins),
    createdAt: p.datetime(3),
    status: p.enum(payoutStatuses).accessor('_status'),
    providerPayoutId: p.string().length(255).nullable().accessor('_providerPayoutId'),
    attempts: p.integer().accessor('_attempts'),
    firstAttemptAt: p.datetime(3).nullable().accessor('_firstAttemptAt'),
    nextCheckAt: p.datetime(3).nullable().accessor('_nextCheckAt'),
    unresolvedSince: p.datetime(3).nullable().accessor('_unresolvedSince'),
    asideSince: p.datetime(3).nullable().accessor('_asideSince'),
    failureCode: p.string().length(100).nullable().accessor('_failureCode'),
    failureMessage: p.string().length(500).nullable().accessor('_failureMessage'),
    sentAt: p.datetime(3).nullable().accessor('_sentAt'),
    paidAt: p.datetime(3).nullable().accessor('_paidAt'),
    failedAt: p.datetime(3).nullable().accessor('_failedAt'),
    updatedAt: p.datetime(3).accessor('_updatedAt'),
    version: p.integer().version(),
  } satisfies Omit<Maps<Payout>, 'isUnsent'> & { version: unknown },
});

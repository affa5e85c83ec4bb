import { defineEntity, p } from '@mikro-orm/core';
import { z } from 'zod';
import { SellerAccount, sellerAccountStatuses } from '#domain/payouts/seller-account.ts';
import { JsonText } from '../json-text.type.ts';
import { fields, type Maps } from '../maps.ts';

const texts = z.array(z.string());
const TextsType = new JsonText<string[]>({ encode: (value) => value, decode: (json) => texts.parse(json) });

export const SellerAccountMapping = defineEntity({
  class: SellerAccount,
  tableName: 'seller_accounts',
  indexes: [{ properties: ['sellerId'] }, { properties: fields('_nextPayoutAt') }, { properties: fields('_status', '_checkedAt') }],
  uniques: [
    { name: 'seller_accounts_current_unique', properties: ['sellerId', 'provider'], where: 'replaced_at is null' },
    {
      name: 'seller_accounts_account_id_unique',
      properties: fields('provider', '_accountId'),
      where: "account_id is not null and account_id <> ''",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    sellerId: p.uuid(),
    provider: p.string().length(32),
    createdAt: p.datetime(3),
    accountId: p.string().length(255).nullable().accessor('_accountId'),
    refusals: p.integer().accessor('_refusals'),
    status: p.enum(sellerAccountStatuses).accessor('_status'),
    payoutsEnabled: p.boolean().accessor('_payoutsEnabled'),
    requirementsDue: p.type(TextsType).accessor('_requirementsDue'),
    nextPayoutAt: p.datetime(3).nullable().accessor('_nextPayoutAt'),
    replacedAt: p.datetime(3).nullable().accessor('_replacedAt'),
    checkedAt: p.datetime(3).accessor('_checkedAt'),
    updatedAt: p.datetime(3).accessor('_updatedAt'),
    version: p.integer().version(),
  } satisfies Omit<Maps<SellerAccount>, 'mayReceive' | 'mayPayOut'> & { version: unknown },
});

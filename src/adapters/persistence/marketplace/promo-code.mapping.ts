import { defineEntity, p } from '@mikro-orm/core';
import { PromoCode } from '#domain/marketplace/promo-code.ts';
import type { Maps } from '../maps.ts';
import { MoneyMapping } from '../money.mapping.ts';

export const PromoCodeMapping = defineEntity({
  class: PromoCode,
  tableName: 'promo_codes',
  indexes: [{ properties: ['sellerId', 'createdAt', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    code: p.string().length(64).unique(),
    sellerId: p.uuid().nullable(),
    basisPoints: p.integer().nullable(),
    amountOff: () => p.embedded(MoneyMapping).nullable(),
    startsAt: p.datetime(3),
    endsAt: p.datetime(3).nullable(),
    maxUses: p.integer().nullable(),
    maxUsesPerBuyer: p.integer(),
    uses: p.integer().accessor('_uses'),
    disabledAt: p.datetime(3).nullable().accessor('_disabledAt'),
    createdAt: p.datetime(3),
    version: p.integer().version(),
  } satisfies Maps<PromoCode> & { version: unknown },
});

/** Written by `SqlPromoCodes` alone: which order holds a use of which code. */
export const PromoCodeUseMapping = defineEntity({
  name: 'PromoCodeUseRow',
  tableName: 'promo_code_uses',
  indexes: [{ properties: ['promoCodeId', 'buyerId'] }],
  properties: { orderId: p.uuid().primary(), promoCodeId: p.uuid(), buyerId: p.uuid() },
});

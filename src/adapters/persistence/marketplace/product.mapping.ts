import { defineEntity, p } from '@mikro-orm/core';
import { licenceKinds, Product, productStatuses } from '#domain/marketplace/product.ts';
import { fields, type Maps } from '../maps.ts';
import { MoneyMapping } from '../money.mapping.ts';

export const ProductMapping = defineEntity({
  class: Product,
  tableName: 'products',
  indexes: [{ properties: fields('_status', '_publishedAt', 'id') }, { properties: ['sellerId', 'createdAt', 'id'] }],
  uniques: [
    {
      name: 'products_exclusive_offer_unique',
      properties: ['trackId'],
      where: "licence = 'exclusive' and status <> 'archived' and (status <> 'draft' or held_by_order_id is not null)",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    sellerId: p.uuid(),
    trackId: p.uuid().index(),
    licence: p.enum(licenceKinds),
    title: p.string().length(200).accessor('_title'),
    description: p.text().nullable().accessor('_description'),
    price: () => p.embedded(MoneyMapping).accessor('_price'),
    status: p.enum(productStatuses).accessor('_status'),
    heldByOrderId: p.uuid().nullable().accessor('_heldByOrderId'),
    createdAt: p.datetime(3),
    publishedAt: p.datetime(3).nullable().accessor('_publishedAt'),
    updatedAt: p.datetime(3).accessor('_updatedAt'),
    version: p.integer().version(),
  } satisfies Omit<Maps<Product>, 'claimsTrack'> & { version: unknown },
});

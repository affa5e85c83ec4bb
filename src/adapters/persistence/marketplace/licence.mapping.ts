import { defineEntity, p } from '@mikro-orm/core';
import { Licence } from '#domain/marketplace/licence.ts';
import { Order } from '#domain/marketplace/order.ts';
import { licenceKinds } from '#domain/marketplace/product.ts';
import type { Maps } from '../maps.ts';

export const LicenceMapping = defineEntity({
  class: Licence,
  tableName: 'licences',
  indexes: [{ properties: ['ownerId', 'issuedAt', 'id'] }, { properties: ['trackId'] }],
  uniques: [{ properties: ['orderId', 'productId'] }],
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(Order).mapToPk().joinColumn('order_id').index(false),
    productId: p.uuid(),
    trackId: p.uuid(),
    ownerId: p.uuid(),
    sellerId: p.uuid(),
    title: p.string().length(200),
    licence: p.enum(licenceKinds),
    issuedAt: p.datetime(3),
    revokedAt: p.datetime(3).nullable().accessor('_revokedAt'),
    version: p.integer().version(),
  } satisfies Maps<Licence> & { version: unknown },
});

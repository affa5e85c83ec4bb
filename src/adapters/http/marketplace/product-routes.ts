import { z } from 'zod';
import type { ChangeProduct } from '#application/marketplace/change-product.ts';
import type { CreateProduct } from '#application/marketplace/create-product.ts';
import type { Catalogue, ProductSummary } from '#application/marketplace/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import { licenceKinds } from '#domain/marketplace/product.ts';
import { answer } from '../answer.ts';
import { HotAnswers } from '../hot-answers.ts';
import { type Route, route } from '../route.ts';
import { idParams, idSchema, line, listOf, moneyOf, moneySchema, pageQuery } from '../schemas.ts';
import { pageView } from '../views.ts';
import { productSchema, productView } from './marketplace-views.ts';

type Deps = { createProduct: CreateProduct; changeProduct: ChangeProduct; catalogue: Catalogue };

const title = line(200);
const description = z.string().trim().max(5000);
const priced = moneySchema.refine(({ amount }) => amount <= 100_000_000_00, { error: 'is more than can be asked', path: ['amount'] });

export function productRoutes({ createProduct, changeProduct, catalogue }: Deps): Route[] {
  const tag = 'Marketplace';
  const hot = new HotAnswers(() => catalogue.version());
  const found = async (id: string): Promise<ProductSummary> => {
    const product = await catalogue.find(id);
    if (!product) throw new NotFound('product');
    return product;
  };
  const visible = async (id: string, actor: Actor | null): Promise<ProductSummary> => {
    const product = await found(id);
    const isPublic = product.status === 'published' || product.status === 'sold';
    if (!isPublic && product.sellerId !== actor?.userId && actor?.role !== 'admin') throw new NotFound('product');
    return product;
  };
  const changing = (verb: 'publish' | 'unpublish' | 'archive', summary: string) =>
    route({
      method: 'post',
      path: `/marketplace/products/:id/${verb}`,
      tag,
      summary,
      access: 'creator',
      params: idParams,
      answers: { 200: { description: 'The product as it is now', schema: productSchema } },
      refusals: { conflict: ['PRODUCT_UNAVAILABLE', 'ILLEGAL_TRANSITION', 'STALE_STATE'] },
      handle: async ({ params, actor }) => {
        await changeProduct.execute({ actor, productId: params.id, change: { verb } });
        return answer(200, productView(await found(params.id)));
      },
    });

  return [
    route({
      method: 'post',
      path: '/marketplace/products',
      tag,
      summary: 'Offer a licence to an own track: it begins as a draft',
      access: 'creator',
      body: z.object({ track_id: idSchema, title, description: description.optional(), price: priced, licence: z.enum(licenceKinds) }),
      answers: { 201: { description: 'The draft', schema: productSchema, headers: ['Location'] } },
      handle: async ({ body, actor }) => {
        const { track_id: trackId, price, ...rest } = body;
        const id = await createProduct.execute({ actor, trackId, ...rest, price: moneyOf(price) });
        return answer(201, productView(await found(id)), { location: `/api/v1/marketplace/products/${id}` });
      },
    }),
    route({
      method: 'get',
      path: '/marketplace/products',
      tag,
      summary: 'Browse what is for sale, newest first',
      access: 'public',
      query: pageQuery.extend({ licence: z.enum(licenceKinds).optional(), seller_id: idSchema.optional(), track_id: idSchema.optional() }),
      answers: { 200: { description: 'A page of products', schema: listOf(productSchema), headers: ['ETag'] } },
      handle: ({ query }) => {
        const { limit, cursor, licence, seller_id: sellerId, track_id: trackId } = query;
        const list = () => catalogue.listPublished({ licence, sellerId, trackId }, { limit, cursor });
        const key = JSON.stringify([limit, cursor, licence, sellerId, trackId]);
        return hot.answer(key, async () => pageView(await list(), productView));
      },
    }),
    route({
      method: 'get',
      path: '/marketplace/products/mine',
      tag,
      summary: 'Own products, drafts and archived ones included',
      access: 'creator',
      query: pageQuery,
      answers: { 200: { description: 'A page of products', schema: listOf(productSchema) } },
      handle: async ({ query, actor }) => answer(200, pageView(await catalogue.listOfSeller(actor.userId, query), productView)),
    }),
    route({
      method: 'get',
      path: '/marketplace/products/:id',
      tag,
      summary: 'One product',
      access: 'optional',
      params: idParams,
      answers: { 200: { description: 'The product', schema: productSchema, headers: ['ETag'] } },
      handle: ({ params, actor }) => {
        const view = async () => productView(await visible(params.id, actor));
        return hot.answer(actor ? `${params.id} ${actor.userId}` : params.id, view);
      },
    }),
    route({
      method: 'patch',
      path: '/marketplace/products/:id',
      tag,
      summary: 'Change title, description or price; what was sold keeps its terms',
      access: 'creator',
      params: idParams,
      body: z.object({ title: title.optional(), description: description.nullable().optional(), price: priced.optional() }),
      answers: { 200: { description: 'The product as it is now', schema: productSchema } },
      refusals: { conflict: ['PRODUCT_UNAVAILABLE', 'STALE_STATE'] },
      handle: async ({ params, body, actor }) => {
        const { price, ...rest } = body;
        await changeProduct.execute({ actor, productId: params.id, change: { verb: 'revise', ...rest, price: price && moneyOf(price) } });
        return answer(200, productView(await found(params.id)));
      },
    }),
    changing('publish', 'Put a draft up for sale'),
    changing('unpublish', 'Take a product off sale, back to a draft'),
    changing('archive', 'Take a product off sale for good'),
  ];
}

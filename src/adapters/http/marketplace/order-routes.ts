import { z } from 'zod';
import type { GetOrder } from '#application/marketplace/get-order.ts';
import type { ListOrderRefunds } from '#application/marketplace/list-order-refunds.ts';
import type { PlaceOrder } from '#application/marketplace/place-order.ts';
import type { OrderSnapshot, RefundSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import type { RequestRefund } from '#application/marketplace/request-refund.ts';
import { orderStatuses } from '#domain/marketplace/order.ts';
import { licenceKinds } from '#domain/marketplace/product.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { idParams, idSchema, listOf, pageQuery } from '../schemas.ts';
import { pageView } from '../views.ts';
import {
  licenceSchema,
  licenceView,
  orderSchema,
  orderView,
  refundAnswerSchema,
  refundAnswerView,
  refundSchema,
  refundView,
} from './marketplace-views.ts';

type Deps = {
  placeOrder: PlaceOrder;
  getOrder: GetOrder;
  requestRefund: RequestRefund;
  listOrderRefunds: ListOrderRefunds;
  records: SalesRecords;
};

const placedOrder = z.object({
  items: z
    .array(z.object({ product_id: idSchema, licence: z.enum(licenceKinds).optional() }))
    .min(1)
    .max(50),
  promo_code: z.string().trim().min(1).max(64).optional(),
});
/** `amount` takes minor units of the order's currency, bare or as money. */
const wantedRefund = z.object({
  amount: z.union([z.int(), z.object({ amount: z.int(), currency: z.string() })]).optional(),
  items: z
    .array(z.object({ product_id: idSchema }))
    .min(1)
    .max(50)
    .optional(),
  reason: z.string().trim().min(1).max(255).optional(),
});

export function orderRoutes({ placeOrder, getOrder, requestRefund, listOrderRefunds, records }: Deps): Route[] {
  const tag = 'Orders';
  return [
    route({
      method: 'post',
      path: '/marketplace/orders',
      tag,
      summary: 'Buy licences',
      description:
        'The order waits for its payment: pay at `payment.pay_url`, or with `payment.client_secret`. A total of zero completes at once.',
      access: 'user',
      idempotency: 'required',
      body: placedOrder,
      answers: { 201: { description: 'The order', schema: orderSchema, headers: ['Location'] } },
      refusals: {
        invalid: [
          'PRODUCT_NOT_FOR_SALE',
          'OWN_PRODUCT',
          'DUPLICATE_ITEM',
          'MIXED_CURRENCIES',
          'LICENCE_MISMATCH',
          'PROMO_CODE_UNKNOWN',
          'PROMO_CODE_EXPIRED',
          'PROMO_CODE_NOT_APPLICABLE',
        ],
        conflict: ['PRODUCT_UNAVAILABLE', 'PROMO_CODE_USED_UP', 'STALE_STATE'],
        'payment-refused': ['PAYMENT_REFUSED'],
        'provider-failed': ['PAYMENT_REFUSED'],
        'too-many-requests': ['TOO_MANY_REQUESTS'],
        unavailable: ['PAYMENT_PROVIDER_UNAVAILABLE'],
      },
      present: (order: OrderSnapshot) =>
        answer(201, orderView(order, { userId: order.buyerId, role: 'user' }), { location: `/api/v1/marketplace/orders/${order.id}` }),
      handle: ({ body, actor, once }) =>
        placeOrder.execute({
          buyer: actor,
          items: body.items.map(({ product_id: productId, licence }) => ({ productId, licence })),
          promoCode: body.promo_code,
          once,
        }),
    }),
    route({
      method: 'get',
      path: '/marketplace/orders',
      tag,
      summary: 'Own purchases, newest first',
      access: 'user',
      query: pageQuery.extend({ status: z.enum(orderStatuses).optional() }),
      answers: { 200: { description: 'A page of orders', schema: listOf(orderSchema) } },
      handle: async ({ query: { status, ...page }, actor }) =>
        answer(
          200,
          pageView(await records.listOrders({ buyerId: actor.userId, status }, page), (order) => orderView(order, actor)),
        ),
    }),
    route({
      method: 'get',
      path: '/marketplace/orders/:id',
      tag,
      summary: 'One order, for its buyer and its sellers',
      description: 'A seller sees own lines, and what they come to as the total.',
      access: 'user',
      params: idParams,
      answers: { 200: { description: 'The order', schema: orderSchema } },
      handle: async ({ params, actor }) => answer(200, orderView(await getOrder.execute(params.id, actor), actor)),
    }),
    route({
      method: 'post',
      path: '/marketplace/orders/:id/refund',
      tag,
      summary: 'Ask for a refund: of everything, of an amount, or of some lines',
      description: 'The refund is pending until the payment provider has confirmed it.',
      access: 'user',
      idempotency: 'accepted',
      params: idParams,
      body: wantedRefund.optional(),
      answers: { 202: { description: 'The refund, as far as it has come', schema: refundAnswerSchema } },
      refusals: {
        rejected: ['ORDER_NOT_REFUNDABLE', 'NO_PAYMENT', 'REFUND_WINDOW_EXPIRED', 'REFUND_ALREADY_REQUESTED', 'REFUND_AMOUNT_INVALID'],
        forbidden: ['FORBIDDEN'],
        conflict: ['ORDER_DISPUTED'],
        'provider-failed': ['REFUND_REFUSED'],
      },
      present: (refund: RefundSnapshot) => answer(202, refundAnswerView(refund)),
      handle: ({ params, body, actor, once }) => {
        const amount = typeof body?.amount === 'object' ? body.amount.amount : body?.amount;
        return requestRefund.execute({
          orderId: params.id,
          actor,
          amount: amount === undefined ? undefined : BigInt(amount),
          currency: typeof body?.amount === 'object' ? body.amount.currency : undefined,
          productIds: body?.items?.map((item) => item.product_id),
          reason: body?.reason,
          once,
        });
      },
    }),
    route({
      method: 'get',
      path: '/marketplace/orders/:id/refunds',
      tag,
      summary: 'The refunds of an order',
      description: 'A seller sees those of own lines, and as their amounts what they take from these.',
      access: 'user',
      params: idParams,
      query: pageQuery,
      answers: { 200: { description: 'A page of refunds', schema: listOf(refundSchema) } },
      handle: async ({ params, query, actor }) =>
        answer(200, pageView(await listOrderRefunds.execute(params.id, actor, query), refundView)),
    }),
    route({
      method: 'get',
      path: '/licenses/mine',
      tag,
      summary: 'Own licences, revoked ones included',
      access: 'user',
      query: pageQuery,
      answers: { 200: { description: 'A page of licences', schema: listOf(licenceSchema) } },
      handle: async ({ query, actor }) => answer(200, pageView(await records.listLicences(actor.userId, query), licenceView)),
    }),
  ];
}

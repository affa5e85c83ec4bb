import { z } from 'zod';
import type { SalesRecords } from '#application/marketplace/ports.ts';
import { orderStatuses } from '#domain/marketplace/order.ts';
import { refundStatuses } from '#domain/marketplace/refund.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { idSchema, listOf, pageQuery } from '../schemas.ts';
import { pageView } from '../views.ts';
import { orderSchema, orderView, refundSchema, refundView } from './marketplace-views.ts';

export function salesAdminRoutes({ records }: { records: SalesRecords }): Route[] {
  const tag = 'Administration';
  return [
    route({
      method: 'get',
      path: '/admin/orders',
      tag,
      summary: 'Orders, newest first',
      access: 'admin',
      query: pageQuery.extend({ status: z.enum(orderStatuses).optional(), buyer_id: idSchema.optional() }),
      answers: { 200: { description: 'A page of orders', schema: listOf(orderSchema) } },
      handle: async ({ query: { status, buyer_id: buyerId, ...page }, actor }) =>
        answer(
          200,
          pageView(await records.listOrders({ status, buyerId }, page), (order) => orderView(order, actor)),
        ),
    }),
    route({
      method: 'get',
      path: '/admin/refunds',
      tag,
      summary: 'Refunds, newest first',
      access: 'admin',
      query: pageQuery.extend({ status: z.enum(refundStatuses).optional(), order_id: idSchema.optional() }),
      answers: { 200: { description: 'A page of refunds', schema: listOf(refundSchema) } },
      handle: async ({ query: { status, order_id: orderId, ...page } }) =>
        answer(200, pageView(await records.listRefunds({ status, orderId }, page), refundView)),
    }),
  ];
}

import { z } from 'zod';
import type { OrderSnapshot, RefundSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import type { OrderStories } from '#application/operations/ports.ts';
import { NotFound } from '#application/shared/errors.ts';
import { orderStatuses } from '#domain/marketplace/order.ts';
import { refundStatuses } from '#domain/marketplace/refund.ts';
import { type Html, html } from '../html.ts';
import { type Route, route } from '../route.ts';
import { idParams, idSchema } from '../schemas.ts';
import type { ConsoleDoor } from './console-door.ts';
import type { Paths } from './console-frame.ts';
import { chosenFrom, cursor, pageAt, pageSize } from './console-routes.ts';
import { money, shortId, state, time } from './shown.ts';
import { storyPage } from './story-page.ts';
import { type Column, filters, pager, table } from './table.ts';

type Deps = { door: ConsoleDoor; records: SalesRecords; stories: OrderStories };

export function orderPages({ door, records, stories }: Deps): Route[] {
  return [
    route({
      ...pageAt('/orders', 'Orders, newest first'),
      query: z.object({ status: chosenFrom(orderStatuses), cursor }),
      handle: async ({ query, context }) =>
        door.show(context, async ({ to }) => {
          const { data, nextCursor } = await records.listOrders({ status: query.status }, { limit: pageSize, cursor: query.cursor });
          const rows = table(data, orderColumns(to), 'There is no such order.');
          return {
            title: 'Orders',
            place: '/orders',
            body: listed({ to, path: '/orders', query, statuses: orderStatuses, rows, nextCursor }),
          };
        }),
    }),
    route({
      ...pageAt('/orders/:id', 'The whole story of an order'),
      params: idParams,
      handle: async ({ params, context }) =>
        door.show(context, async ({ to }) => {
          const story = await stories.find(params.id);
          if (!story) throw new NotFound('order');
          return { title: `Order …${params.id.slice(-8)}`, place: '/orders', body: storyPage(story, to) };
        }),
    }),
    route({
      ...pageAt('/refunds', 'Refunds, newest first'),
      query: z.object({ status: chosenFrom(refundStatuses), order_id: idSchema.optional(), cursor }),
      handle: async ({ query, context }) =>
        door.show(context, async ({ to }) => {
          const { data, nextCursor } = await records.listRefunds(
            { status: query.status, orderId: query.order_id },
            { limit: pageSize, cursor: query.cursor },
          );
          const rows = table(data, refundColumns(to), 'There is no such refund.');
          const list = { to, path: '/refunds', query, statuses: refundStatuses, rows, nextCursor };
          return { title: 'Refunds', place: '/refunds', body: listed(list) };
        }),
    }),
  ];
}

type Listed = {
  to: Paths;
  path: string;
  query: { status?: string | undefined; cursor?: string | undefined };
  statuses: readonly string[];
  rows: Html;
  nextCursor: string | null;
};

/** A list that is filtered by state alone. */
export function listed({ to, path, query, statuses, rows, nextCursor }: Listed): Html {
  return html`${filters(to(path), [{ name: 'status', label: 'State', options: statuses, chosen: query.status }])}
<section>${rows}</section>${pager({ to, path, query, nextCursor })}`;
}

function orderColumns(to: Paths): Column<OrderSnapshot>[] {
  return [
    { name: 'Placed', cell: ({ createdAt }) => time(createdAt) },
    { name: 'Order', cell: ({ id }) => html`<a href="${to(`/orders/${id}`)}">${shortId(id)}</a>` },
    {
      name: 'State',
      cell: ({ status, disputedAt, disputeOutcome, failureCode }) =>
        html`${state(status)}${disputedAt && html` ${state(disputeOutcome ?? 'under_review')}`}${failureCode && html`<span class="soft">${failureCode}</span>`}`,
    },
    { name: 'What', cell: ({ items }) => items.map(({ title }) => title).join(', ') },
    { name: 'Provider', cell: ({ provider }) => provider ?? '–' },
    { name: 'Total', kind: 'number', cell: ({ total }) => money(total) },
    { name: 'Refunded', kind: 'number', cell: ({ refunded }) => (refunded.amount > 0n ? money(refunded) : '–') },
  ];
}

function refundColumns(to: Paths): Column<RefundSnapshot>[] {
  return [
    { name: 'Requested', cell: ({ createdAt }) => time(createdAt) },
    { name: 'Refund', cell: ({ id }) => shortId(id) },
    { name: 'Order', cell: ({ orderId }) => html`<a href="${to(`/orders/${orderId}`)}">${shortId(orderId)}</a>` },
    { name: 'State', cell: ({ status, failureMessage }) => html`${state(status)}<span class="soft">${failureMessage}</span>` },
    { name: 'By', cell: ({ origin, reason }) => html`${origin}<span class="soft">${reason}</span>` },
    {
      name: 'At the provider',
      cell: ({ provider, providerRefundId }) => html`${provider}<span class="soft">${providerRefundId ?? 'no id yet'}</span>`,
    },
    { name: 'Amount', kind: 'number', cell: ({ amount }) => money(amount) },
  ];
}

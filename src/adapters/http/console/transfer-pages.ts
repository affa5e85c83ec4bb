import { z } from 'zod';
import type { OperatorRecords, PayoutRecord } from '#application/operations/ports.ts';
import type { TransferDetail, TransferRecords, TransferSnapshot } from '#application/payouts/ports.ts';
import type { RetryTransfer } from '#application/payouts/retry-transfer.ts';
import { NotFound } from '#application/shared/errors.ts';
import { payoutStatuses } from '#domain/payouts/payout.ts';
import { transferStatuses } from '#domain/payouts/transfer.ts';
import { type Html, html } from '../html.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { idParams } from '../schemas.ts';
import type { ConsoleDoor, Visit } from './console-door.ts';
import type { Paths } from './console-frame.ts';
import { actionAt, chosenFrom, cursor, pageAt, pageSize } from './console-routes.ts';
import { listed } from './order-pages.ts';
import { money, shortId, state, time } from './shown.ts';
import { button, type Column, table } from './table.ts';

type Deps = { door: ConsoleDoor; transfers: TransferRecords; retryTransfer: RetryTransfer; records: OperatorRecords };

const inMoney = (amount: bigint | null, { currency }: TransferSnapshot['amount']) => (amount === null ? null : { amount, currency });

export function transferPages({ door, transfers, retryTransfer, records }: Deps): Route[] {
  return [
    route({
      ...pageAt('/transfers', 'Transfers to sellers, newest first'),
      query: z.object({ status: chosenFrom(transferStatuses), cursor }),
      handle: async ({ query, context }) =>
        door.show(context, async ({ to }) => {
          const { data, nextCursor } = await transfers.list({ status: query.status }, { limit: pageSize, cursor: query.cursor });
          const rows = table(data, transferColumns(to), 'There is no such transfer.');
          const list = { to, path: '/transfers', query, statuses: transferStatuses, rows, nextCursor };
          return { title: 'Transfers', place: '/transfers', body: listed(list) };
        }),
    }),
    route({
      ...pageAt('/transfers/:id', 'One transfer with its reversals'),
      params: idParams,
      query: z.object({ done: z.enum(['retried']).optional() }),
      handle: async ({ params, query, context }) =>
        door.show(context, async (visit) => {
          const transfer = await transfers.find(params.id);
          if (!transfer) throw new NotFound('transfer');
          return { title: `Transfer …${params.id.slice(-8)}`, place: '/transfers', body: transferPage(transfer, visit, query.done) };
        }),
    }),
    rawRoute({
      ...actionAt('/transfers/:id/retry', 'Send a transfer again, or take it back again, at once'),
      params: idParams,
      handle: async ({ params, body, context }) =>
        door.act({ context, body }, async ({ operator }) => {
          const { id } = await retryTransfer.execute(params.id, operator.userId);
          return { go: `/transfers/${id}?done=retried` };
        }),
    }),
    route({
      ...pageAt('/payouts', 'Payouts to sellers’ banks, newest first'),
      query: z.object({ status: chosenFrom(payoutStatuses), cursor }),
      handle: async ({ query, context }) =>
        door.show(context, async ({ to }) => {
          const { data, nextCursor } = await records.payouts({ status: query.status }, { limit: pageSize, cursor: query.cursor });
          const rows = table(data, payoutColumns, 'There is no such payout.');
          return {
            title: 'Payouts',
            place: '/payouts',
            body: listed({ to, path: '/payouts', query, statuses: payoutStatuses, rows, nextCursor }),
          };
        }),
    }),
  ];
}

function transferColumns(to: Paths): Column<TransferSnapshot>[] {
  return [
    { name: 'Opened', cell: ({ createdAt }) => time(createdAt) },
    { name: 'Transfer', cell: ({ id }) => html`<a href="${to(`/transfers/${id}`)}">${shortId(id)}</a>` },
    { name: 'Order', cell: ({ orderId }) => html`<a href="${to(`/orders/${orderId}`)}">${shortId(orderId)}</a>` },
    { name: 'Seller', cell: ({ sellerId }) => shortId(sellerId) },
    { name: 'State', cell: (transfer) => html`${stateOf(transfer)}<span class="soft">${transfer.lastError}</span>` },
    { name: 'Tries', kind: 'number', cell: ({ attempts }) => attempts },
    { name: 'Next try', cell: ({ nextRetryAt }) => time(nextRetryAt) },
    { name: 'Amount', kind: 'number', cell: ({ amount }) => money(amount) },
  ];
}

function stateOf({ status, unresolvedSince, heldAt }: TransferSnapshot): Html {
  return html`${state(status)}${unresolvedSince && html` ${state('unresolved')}`}${heldAt && html` ${state('held')}`}`;
}

function transferPage(transfer: TransferDetail, { to, formToken }: Visit, done: string | undefined): Html {
  const { id, orderId, sellerId, provider, accountId, providerTransferId, attempts, amount, withheld, netted, sent, reversed } = transfer;
  const reversals = table(
    transfer.reversals,
    [
      { name: 'Opened', cell: ({ createdAt }) => time(createdAt) },
      { name: 'State', cell: ({ status, lastError }) => html`${state(status)}<span class="soft">${lastError}</span>` },
      { name: 'At the provider', cell: ({ providerReversalId }) => providerReversalId ?? '–' },
      { name: 'Tries', kind: 'number', cell: (reversal) => reversal.attempts },
      { name: 'Next try', cell: ({ nextRetryAt }) => time(nextRetryAt) },
      { name: 'Amount', kind: 'number', cell: (reversal) => money(reversal.amount) },
    ],
    'Nothing of it was taken back.',
  );
  return html`${done && html`<p class="notice good">It was tried again: this is what became of it.</p>`}
<div class="cards"><section><h2>${stateOf(transfer)} ${money(amount)}</h2>
<dl><dt>Transfer</dt><dd><code>${id}</code></dd>
<dt>Order</dt><dd><a href="${to(`/orders/${orderId}`)}"><code>${orderId}</code></a></dd><dt>Seller</dt><dd><code>${sellerId}</code></dd>
<dt>Went to</dt><dd>${provider ?? 'nowhere yet'} <code>${accountId}</code></dd><dt>Id there</dt><dd><code>${providerTransferId ?? '–'}</code></dd>
<dt>Opened</dt><dd>${time(transfer.createdAt)}</dd><dt>Completed</dt><dd>${time(transfer.completedAt)}</dd>
<dt>Tries</dt><dd>${attempts}</dd><dt>Next try</dt><dd>${time(transfer.nextRetryAt)}</dd>
${transfer.lastError && html`<dt>Last error</dt><dd>${transfer.lastError}</dd>`}</dl></section>
<section><h2>Amounts</h2><dl><dt>Share</dt><dd>${money(amount)}</dd><dt>Withheld for refunds</dt><dd>${money(inMoney(withheld, amount))}</dd>
<dt>Netted with debt</dt><dd>${money(inMoney(netted, amount))}</dd><dt>Sent</dt><dd>${money(inMoney(sent, amount))}</dd>
<dt>Taken back</dt><dd>${money(inMoney(reversed, amount))}</dd></dl>
<div>${button({ action: to(`/transfers/${id}/retry`), formToken, label: 'Retry now' })}</div>
<p><small>The workers’ own path, at once: what went through before is found, not repeated.</small></p></section>
<section class="wide"><h2>Reversals</h2>${reversals}</section></div>`;
}

const payoutColumns: Column<PayoutRecord>[] = [
  { name: 'Opened', cell: ({ createdAt }) => time(createdAt) },
  { name: 'Payout', cell: ({ id }) => shortId(id) },
  { name: 'Seller', cell: ({ sellerId }) => shortId(sellerId) },
  {
    name: 'State',
    cell: ({ status, unresolvedSince, failure }) =>
      html`${state(status)}${unresolvedSince && html` since ${time(unresolvedSince)}`}<span class="soft">${failure}</span>`,
  },
  { name: 'Asked for by', cell: ({ origin }) => origin },
  {
    name: 'At the provider',
    cell: ({ provider, providerPayoutId }) => html`${provider}<span class="soft">${providerPayoutId ?? 'no id yet'}</span>`,
  },
  { name: 'Sent', cell: ({ sentAt }) => time(sentAt) },
  { name: 'Paid', cell: ({ paidAt }) => time(paidAt) },
  { name: 'Amount', kind: 'number', cell: ({ amount }) => money(amount) },
];

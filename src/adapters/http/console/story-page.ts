import type { OrderStory } from '#application/operations/ports.ts';
import { type StoryEvent, timeLineOf } from '#application/operations/time-line.ts';
import { type Html, html } from '../html.ts';
import type { Paths } from './console-frame.ts';
import { money, shortId, state, time } from './shown.ts';
import { table } from './table.ts';

/** An order from its placing to its last cent, on one time line. */
export function storyPage(story: OrderStory, to: Paths): Html {
  const { order } = story;
  const items = table(
    order.items,
    [
      { name: 'What', cell: ({ title, licence }) => `${title} (${licence})` },
      { name: 'Seller', cell: ({ sellerId }) => shortId(sellerId) },
      { name: 'Paid', kind: 'number', cell: ({ total }) => money(total) },
      { name: 'Seller gets', kind: 'number', cell: ({ sellerShare }) => money(sellerShare) },
      { name: 'Refunded', kind: 'number', cell: ({ refunded }) => money(refunded) },
    ],
    'An order of nothing.',
  );
  return html`<div class="cards">
<section><h2>${state(order.status)} ${money(order.total)}</h2><dl>
<dt>Order</dt><dd><code>${order.id}</code></dd>
<dt>Buyer</dt><dd>${order.buyer} ${shortId(order.buyerId)}</dd>
<dt>Payment</dt><dd>${order.provider ?? 'none'} <code>${order.paymentId}</code></dd>
<dt>Placed</dt><dd>${time(order.createdAt)}</dd>
<dt>Completed</dt><dd>${time(order.completedAt)}</dd>
<dt>Refundable until</dt><dd>${time(order.refundDeadline)}</dd>
${order.failureCode && html`<dt>Failure</dt><dd>${order.failureCode}</dd>`}
</dl></section>
<section><h2>Items</h2>${items}</section>
<section class="wide"><h2>Time line (UTC)</h2><ol class="story">
${timeLineOf(story).map((event) => moment(event, order.id, to))}</ol></section>
</div>`;
}

function moment({ at, source, what, detail, amount, state: feeling, subject, entries }: StoryEvent, orderId: string, to: Paths): Html {
  const named = subject ? html`<a href="${addressOf(subject, orderId, to)}">${what}</a>` : html`<b>${what}</b>`;
  const lines = entries.map((entry) => html`<tr><td>${accountName(entry.account)}</td><td class="number">${money(entry)}</td></tr>`);
  return html`<li class="${feeling}"><p>${time(at)} <span class="source">${source}</span> ${named} ${amount && money(amount)}</p>
${detail && html`<p class="soft">${detail}</p>`}${lines.length > 0 && html`<table><tbody>${lines}</tbody></table>`}</li>
`;
}

function addressOf({ kind, id }: NonNullable<StoryEvent['subject']>, orderId: string, to: Paths): string {
  if (kind === 'delivery') return to(`/webhooks/${id}`);
  return kind === 'transfer' ? to(`/transfers/${id}`) : to(`/refunds?order_id=${orderId}`);
}

/** An account of a seller by the end of the seller's id. */
export function accountName(account: string): Html {
  const [, id, rest] = /^seller:(.+):(\w+)$/.exec(account) ?? [];
  return id && rest ? html`seller ${shortId(id)} ${rest}` : html`${account}`;
}

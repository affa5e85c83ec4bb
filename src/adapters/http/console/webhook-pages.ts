import { z } from 'zod';
import type { Delivery, DeliveryLog } from '#application/payments/delivery-log.ts';
import { WebhookNotProcessed, WebhookUnreadable } from '#application/payments/process-delivery.ts';
import type { ReplayDelivery } from '#application/payments/replay-delivery.ts';
import { NotFound } from '#application/shared/errors.ts';
import { paymentProviderNames } from '#application/shared/payment-provider.ts';
import type { Log } from '#application/shared/ports.ts';
import { type Html, html } from '../html.ts';
import { shownPayload } from '../payments/shown-payload.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { idParams } from '../schemas.ts';
import type { ConsoleDoor, Visit } from './console-door.ts';
import type { Paths } from './console-frame.ts';
import { actionAt, chosenFrom, cursor, pageAt, pageSize } from './console-routes.ts';
import { state, time } from './shown.ts';
import { button, type Column, filters, pager, table } from './table.ts';

type Deps = { door: ConsoleDoor; deliveries: DeliveryLog; replayDelivery: ReplayDelivery; log: Log };
type Row = Omit<Delivery, 'payload'>;

const results = ['received', 'ok', 'skipped', 'error', 'deferred', 'quarantined', 'signature_invalid'] as const;

export function webhookPages({ door, deliveries, replayDelivery, log }: Deps): Route[] {
  return [
    route({
      ...pageAt('/webhooks', 'Webhook deliveries, newest first'),
      query: z.object({ provider: chosenFrom(paymentProviderNames), result: chosenFrom(results), cursor }),
      handle: async ({ query, context }) =>
        door.show(context, async ({ to }) => {
          const filter = { provider: query.provider, result: query.result };
          const { data, nextCursor } = await deliveries.list(filter, { limit: pageSize, cursor: query.cursor });
          const choices = [
            { name: 'provider', label: 'Provider', options: paymentProviderNames, chosen: query.provider },
            { name: 'result', label: 'Result', options: results, chosen: query.result },
          ];
          const body = html`${filters(to('/webhooks'), choices)}
<section>${table(data, columns(to), 'There is no such delivery.')}</section>${pager({ to, path: '/webhooks', query, nextCursor })}`;
          return { title: 'Webhooks', place: '/webhooks', body };
        }),
    }),
    route({
      ...pageAt('/webhooks/:id', 'One delivery with its body'),
      params: idParams,
      query: z.object({ done: z.enum(['replayed', 'failed']).optional() }),
      handle: async ({ params, query, context }) =>
        door.show(context, async (visit) => {
          const delivery = await deliveries.find(params.id);
          if (!delivery) throw new NotFound('webhook delivery');
          return {
            title: `Webhook ${delivery.eventType || 'delivery'}`,
            place: '/webhooks',
            body: deliveryPage(delivery, visit, query.done),
          };
        }),
    }),
    rawRoute({
      ...actionAt('/webhooks/:id/replay', 'Process a signed delivery again; what is settled stays as it is'),
      params: idParams,
      handle: async ({ params: { id }, body, context }) =>
        door.act({ context, body }, async ({ operator }) => {
          log.info('console_replay', { deliveryId: id, adminId: operator.userId });
          return {
            go: `/webhooks/${id}?done=${(await isProcessed(() => replayDelivery.execute(id, operator.userId))) ? 'replayed' : 'failed'}`,
          };
        }),
    }),
  ];
}

/** A delivery that cannot be processed says why in its result, which its page shows. */
async function isProcessed(replay: () => Promise<void>): Promise<boolean> {
  try {
    await replay();
    return true;
  } catch (error) {
    if (error instanceof WebhookNotProcessed || error instanceof WebhookUnreadable) return false;
    throw error;
  }
}

function columns(to: Paths): Column<Row>[] {
  return [
    { name: 'Received', cell: ({ receivedAt }) => time(receivedAt) },
    { name: 'Event', cell: ({ id, eventType }) => html`<a href="${to(`/webhooks/${id}`)}">${eventType || 'without a type'}</a>` },
    { name: 'Provider', cell: ({ provider }) => provider },
    { name: 'Result', cell: ({ result }) => html`${state(result)}<span class="soft">${reasonIn(result)}</span>` },
    { name: 'Tries', kind: 'number', cell: ({ attempts }) => attempts },
    { name: 'From', cell: ({ sourceIp }) => sourceIp },
  ];
}

const reasonIn = (result: string): string | null => /^\w+: (.+)$/s.exec(result)?.[1] ?? null;

const outcomes: Record<string, Html> = {
  replayed: html`<p class="notice good">It was processed again. What was settled before stays as it is.</p>`,
  failed: html`<p class="notice bad">It was tried again, and could not be processed: its result says why.</p>`,
};

function deliveryPage(delivery: Delivery, { to, formToken }: Visit, done: string | undefined): Html {
  const { id, provider, signatureValid, result, eventId, sourceIp, userAgent, requestId, attempts, receivedAt, processedAt, payload } =
    delivery;
  return html`${done && outcomes[done]}<div class="cards"><section><h2>${state(result)}</h2>
<dl><dt>Delivery</dt><dd><code>${id}</code></dd><dt>Provider</dt><dd>${provider}</dd>
${reasonIn(result) && html`<dt>Reason</dt><dd>${reasonIn(result)}</dd>`}
<dt>Signature</dt><dd>${signatureValid ? 'valid' : html`<span class="alarm">not valid: nobody acted on it</span>`}</dd>
<dt>Event</dt><dd><code>${eventId ?? '–'}</code></dd><dt>Received</dt><dd>${time(receivedAt)}</dd><dt>Processed</dt><dd>${time(processedAt)}</dd>
<dt>Tries</dt><dd>${attempts}</dd></dl>
${signatureValid && html`<div>${button({ action: to(`/webhooks/${id}/replay`), formToken, label: 'Replay' })}</div>`}</section>
<section><h2>Sender</h2><dl><dt>Address</dt><dd>${sourceIp}</dd><dt>User agent</dt><dd>${userAgent || '–'}</dd>
<dt>Request id</dt><dd><code>${requestId}</code></dd></dl></section>
<section class="wide"><h2>Body</h2><pre>${payload === '' ? 'Nothing that could be read as text.' : readable(shownPayload(payload))}</pre></section></div>`;
}

/** JSON with indentation; anything else as it came. */
function readable(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    // Forged deliveries hold anything, and are shown as they are.
    return payload;
  }
}

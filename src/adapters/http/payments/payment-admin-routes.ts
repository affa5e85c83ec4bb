import { z } from 'zod';
import type { DeliveryLog } from '#application/payments/delivery-log.ts';
import type { ReconcileNow } from '#application/payments/reconcile-now.ts';
import type { ReplayDelivery } from '#application/payments/replay-delivery.ts';
import { NotFound } from '#application/shared/errors.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { idParams, listOf, pageQuery } from '../schemas.ts';
import { pageView } from '../views.ts';
import { deliverySchema, deliveryView, fullDeliverySchema } from './delivery-views.ts';
import { shownPayload } from './shown-payload.ts';

type Deps = { deliveries: DeliveryLog; replayDelivery: ReplayDelivery; reconcileNow: ReconcileNow };

export function paymentAdminRoutes({ deliveries, replayDelivery, reconcileNow }: Deps): Route[] {
  const tag = 'Administration';
  const found = async (id: string) => {
    const delivery = await deliveries.find(id);
    if (!delivery) throw new NotFound('webhook delivery');
    return { ...deliveryView(delivery), payload: shownPayload(delivery.payload) };
  };
  return [
    route({
      method: 'get',
      path: '/admin/webhook-deliveries',
      tag,
      summary: 'Webhook deliveries, newest first',
      access: 'admin',
      query: pageQuery.extend({
        provider: z.string().max(32).optional(),
        result: z.enum(['received', 'ok', 'skipped', 'signature_invalid', 'error', 'deferred', 'quarantined']).optional(),
        signature_valid: z.enum(['true', 'false']).optional(),
      }),
      answers: { 200: { description: 'A page of deliveries', schema: listOf(deliverySchema) } },
      handle: async ({ query: { limit, cursor, provider, result, signature_valid: valid } }) => {
        const filter = { provider, result, signatureValid: valid === undefined ? undefined : valid === 'true' };
        return answer(200, pageView(await deliveries.list(filter, { limit, cursor }), deliveryView));
      },
    }),
    route({
      method: 'get',
      path: '/admin/webhook-deliveries/:id',
      tag,
      summary: 'One delivery with its body',
      access: 'admin',
      params: idParams,
      answers: { 200: { description: 'The delivery', schema: fullDeliverySchema } },
      handle: async ({ params }) => answer(200, await found(params.id)),
    }),
    route({
      method: 'post',
      path: '/admin/webhook-deliveries/:id/replay',
      tag,
      summary: 'Process a signed delivery again; what is settled stays as it is',
      access: 'admin',
      params: idParams,
      answers: { 200: { description: 'The delivery as it is now', schema: fullDeliverySchema } },
      refusals: {
        conflict: ['DELIVERY_FORGED'],
        rejected: ['WEBHOOK_UNREADABLE', 'MISSING_REFUND_ID'],
        unavailable: ['WEBHOOK_NOT_PROCESSED'],
      },
      handle: async ({ params, actor }) => {
        await replayDelivery.execute(params.id, actor.userId);
        return answer(200, await found(params.id));
      },
    }),
    route({
      method: 'post',
      path: '/admin/reconcile',
      tag,
      summary: 'Read everything that is unsettled from its provider, now',
      access: 'admin',
      body: z.object({ all: z.boolean().default(true).describe('false leaves what is not stuck yet alone') }).optional(),
      answers: {
        200: {
          description: 'How many rows of each class were looked at',
          schema: z.object({
            looked_at: z.record(z.string(), z.union([z.int(), z.literal('failed')])),
            unanswered: z.record(z.string(), z.int()).describe('for how many of them, where there are any, no provider answered'),
          }),
        },
      },
      handle: async ({ body, actor }) => {
        const { lookedAt, unanswered } = await reconcileNow.execute({ all: body?.all ?? true }, actor.userId);
        return answer(200, { looked_at: lookedAt, unanswered });
      },
    }),
  ];
}

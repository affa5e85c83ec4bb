import { z } from 'zod';
import type { ReceiveWebhook } from '#application/payments/receive-webhook.ts';
import type { PaymentProviderName } from '#application/shared/payment-provider.ts';
import { answer } from '../answer.ts';
import { type Route, rawRoute } from '../route.ts';

type Deps = { receiveWebhook: ReceiveWebhook; providers: readonly PaymentProviderName[]; maxBytes: number };

export function webhookRoutes({ receiveWebhook, providers, maxBytes }: Deps): Route[] {
  return providers.map((provider) =>
    rawRoute({
      method: 'post',
      path: `/webhooks/${provider}`,
      tag: 'Webhooks',
      summary: `What ${provider} notifies us of`,
      description: 'The signature is checked over the raw bytes. Any answer but a 2xx makes the provider send the delivery again.',
      access: 'public',
      maxBytes,
      requestContentType: 'application/json',
      answers: {
        200: { description: 'Stored and processed', schema: z.object({ received: z.literal(true) }) },
        500: { description: 'INTERNAL_ERROR: it could not be processed, send it again', contentType: 'application/problem+json' },
      },
      refusals: { unauthenticated: ['WEBHOOK_SIGNATURE_INVALID'], rejected: ['WEBHOOK_UNREADABLE', 'MISSING_REFUND_ID'] },
      handle: async ({ body, context }) => {
        await receiveWebhook.execute({
          provider,
          headers: context.headers,
          rawBody: body,
          sourceIp: context.ip,
          userAgent: context.userAgent,
          requestId: context.requestId,
        });
        return answer(200, { received: true });
      },
    }),
  );
}

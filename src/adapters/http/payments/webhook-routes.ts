import { z } from 'zod';
import { WebhookNotProcessed } from '#application/payments/process-delivery.ts';
import type { ReceiveWebhook } from '#application/payments/receive-webhook.ts';
import type { PaymentProviderName } from '#application/shared/payment-provider.ts';
import { answer } from '../answer.ts';
import { HttpRefusal } from '../platform/http-errors.ts';
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
        const { headers, ip: sourceIp, userAgent, requestId } = context;
        try {
          await receiveWebhook.execute({ provider, headers, rawBody: body, sourceIp, userAgent, requestId });
        } catch (error) {
          if (!(error instanceof WebhookNotProcessed)) throw error;
          // While a provider cannot be read this is to be expected: it is kept, on record and in the log.
          throw new HttpRefusal(500, 'INTERNAL_ERROR', 'the delivery could not be processed yet: send it again');
        }
        return answer(200, { received: true });
      },
    }),
  );
}

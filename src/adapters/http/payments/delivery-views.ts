import { z } from 'zod';
import type { Delivery } from '#application/payments/delivery-log.ts';
import { timestamp } from '../schemas.ts';

export const deliverySchema = z
  .object({
    id: z.uuid(),
    provider: z.string(),
    signature_valid: z.boolean(),
    result: z.string(),
    event_id: z.string().nullable(),
    event_type: z.string(),
    source_ip: z.string(),
    user_agent: z.string(),
    request_id: z.string(),
    attempts: z.int(),
    received_at: timestamp,
    processed_at: timestamp.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

export const fullDeliverySchema = deliverySchema
  .extend({ payload: z.string().describe('the body as it came, but for client secrets') })
  .meta({ id: 'WebhookDeliveryWithPayload' });

export function deliveryView(delivery: Omit<Delivery, 'payload'>): z.input<typeof deliverySchema> {
  return {
    id: delivery.id,
    provider: delivery.provider,
    signature_valid: delivery.signatureValid,
    result: delivery.result,
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    source_ip: delivery.sourceIp,
    user_agent: delivery.userAgent,
    request_id: delivery.requestId,
    attempts: delivery.attempts,
    received_at: delivery.receivedAt.toISOString(),
    processed_at: delivery.processedAt?.toISOString() ?? null,
  };
}

import { defineEntity, p } from '@mikro-orm/core';

/** Written by `SqlDeliveryLog` alone. */
export const WebhookDeliveryMapping = defineEntity({
  name: 'WebhookDeliveryRow',
  tableName: 'webhook_deliveries',
  indexes: [
    { properties: ['receivedAt', 'id'] },
    { name: 'webhook_deliveries_forged_index', properties: ['receivedAt'], where: 'signature_valid = false' },
    { name: 'webhook_deliveries_unfinished_index', properties: ['receivedAt'], where: 'signature_valid = true and processed_at is null' },
  ],
  properties: {
    id: p.uuid().primary(),
    provider: p.string().length(32),
    payload: p.text(),
    signatureValid: p.boolean(),
    result: p.string().length(320),
    eventId: p.string().length(255).nullable(),
    eventType: p.string().length(100),
    sourceIp: p.string().length(64),
    userAgent: p.string().length(255),
    requestId: p.string().length(128),
    attempts: p.integer(),
    receivedAt: p.datetime(3),
    processedAt: p.datetime(3).nullable(),
    nextTryAt: p.datetime(3).nullable(),
  },
});

/** The events ever seen: outlives the deliveries, because a captured delivery may be replayed for ever. */
export const WebhookEventMapping = defineEntity({
  name: 'WebhookEventRow',
  tableName: 'webhook_events',
  properties: { eventKey: p.string().length(400).primary(), deliveryId: p.uuid().index(), doneAt: p.datetime(3).nullable() },
});

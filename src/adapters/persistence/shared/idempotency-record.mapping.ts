import { defineEntity, p } from '@mikro-orm/core';

export const IdempotencyRecordMapping = defineEntity({
  name: 'IdempotencyRecord',
  tableName: 'idempotency_keys',
  properties: {
    scope: p.string().length(255).primary(),
    key: p.string().length(255).primary(),
    fingerprint: p.string().length(64),
    resourceId: p.uuid(),
    claimedAt: p.datetime(3).index(),
    answerStatus: p.integer().nullable(),
    answerLocation: p.string().length(255).nullable(),
    answerBody: p.text().nullable(),
  },
});

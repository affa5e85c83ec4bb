import { defineEntity, p } from '@mikro-orm/core';
import { Session, sessionStatuses } from '#domain/identity/session.ts';
import type { Maps } from '../maps.ts';

export const SessionMapping = defineEntity({
  class: Session,
  tableName: 'sessions',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid().index(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3).index(),
    status: p.enum(sessionStatuses).accessor('_status'),
    endedAt: p.datetime(3).nullable().accessor('_endedAt'),
    version: p.integer().version(),
  } satisfies Maps<Session> & { version: unknown },
});

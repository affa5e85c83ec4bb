import { defineEntity, p } from '@mikro-orm/core';
import { RefreshToken } from '#domain/identity/refresh-token.ts';
import type { Maps } from '../maps.ts';

export const RefreshTokenMapping = defineEntity({
  class: RefreshToken,
  tableName: 'refresh_tokens',
  properties: {
    digest: p.string().length(64).primary(),
    sessionId: p.uuid().index(),
    issuedAt: p.datetime(3),
    spentAt: p.datetime(3).nullable().accessor('_spentAt'),
    version: p.integer().version(),
  } satisfies Maps<RefreshToken> & { version: unknown },
});

import { defineEntity, p } from '@mikro-orm/core';
import { Registration } from '#domain/identity/registration.ts';
import type { Maps } from '../maps.ts';

export const RegistrationMapping = defineEntity({
  class: Registration,
  tableName: 'registrations',
  indexes: [{ properties: ['email', 'createdAt'] }],
  properties: {
    tokenDigest: p.string().length(64).primary(),
    userId: p.uuid(),
    email: p.string().length(254),
    username: p.string().length(30),
    usernameKey: p.string().length(30).index(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3).index(),
    passwordHash: p.string().length(255).nullable().accessor('_passwordHash'),
    verifiedAt: p.datetime(3).nullable().accessor('_verifiedAt'),
    version: p.integer().version(),
  } satisfies Maps<Registration> & { version: unknown },
});

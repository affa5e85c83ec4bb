import { defineEntity, p } from '@mikro-orm/core';
import { User } from '#domain/identity/user.ts';
import { roles } from '#domain/shared/role.ts';
import type { Maps } from '../maps.ts';

export const UserMapping = defineEntity({
  class: User,
  tableName: 'users',
  properties: {
    id: p.uuid().primary(),
    email: p.string().length(254).unique(),
    username: p.string().length(30),
    usernameKey: p.string().length(30).unique(),
    createdAt: p.datetime(3),
    passwordHash: p.string().length(255).accessor('_passwordHash'),
    role: p.enum(roles).accessor('_role'),
    emailVerifiedAt: p.datetime(3).nullable().accessor('_emailVerifiedAt'),
    version: p.integer().version(),
  } satisfies Maps<User> & { version: unknown },
});

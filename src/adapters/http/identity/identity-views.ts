import { z } from 'zod';
import type { LoggedIn } from '#application/identity/log-in.ts';
import type { UserDetails } from '#application/identity/user-details.ts';
import { roles } from '#domain/shared/role.ts';
import { idSchema, timestamp } from '../schemas.ts';

export const userSchema = z
  .object({
    id: idSchema,
    email: z.string(),
    username: z.string(),
    role: z.enum(roles),
    is_verified: z.boolean(),
    created_at: timestamp,
  })
  .meta({ id: 'User' });

export const loggedInSchema = z
  .object({
    access_token: z.string().meta({ description: 'A JWT for `Authorization: Bearer`' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds until the access token expires' }),
    refresh_token: z.string().meta({ description: 'Good for one refresh' }),
    user: userSchema,
  })
  .meta({ id: 'LoggedIn' });

export function userView({ id, email, username, role, isVerified, createdAt }: UserDetails) {
  return { id, email, username, role, is_verified: isVerified, created_at: createdAt.toISOString() };
}

export function loggedInView({ accessToken, expiresIn, refreshToken, user }: LoggedIn) {
  return {
    access_token: accessToken,
    token_type: 'Bearer' as const,
    expires_in: expiresIn,
    refresh_token: refreshToken,
    user: userView(user),
  };
}

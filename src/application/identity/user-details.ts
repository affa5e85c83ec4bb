import type { User } from '#domain/identity/user.ts';
import type { Role } from '#domain/shared/role.ts';

/** What a user is shown of their own account. */
export type UserDetails = { id: string; email: string; username: string; role: Role; isVerified: boolean; createdAt: Date };

export function detailsOf(user: User): UserDetails {
  const { id, email, username, role, createdAt } = user;
  return { id, email, username, role, isVerified: user.emailVerifiedAt !== null, createdAt };
}

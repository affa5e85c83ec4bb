import type { Role } from '#domain/shared/role.ts';
import { Forbidden } from './errors.ts';

/** Who is asking: established by the HTTP adapter from a token, trusted from there on. */
export type Actor = { userId: string; role: Role };

/** @throws {Forbidden} unless the actor may publish and sell. */
export function requireCreator(actor: Actor): void {
  if (actor.role !== 'creator' && actor.role !== 'admin') throw new Forbidden('only creators may do this: upgrade the account first');
}

/** @throws {Forbidden} unless the actor is an administrator. */
export function requireAdmin(actor: Actor): void {
  if (actor.role !== 'admin') throw new Forbidden('only administrators may do this');
}

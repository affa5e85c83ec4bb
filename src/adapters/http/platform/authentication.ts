import type { Authenticator } from '#application/identity/ports.ts';
import { type Actor, requireAdmin, requireCreator } from '#application/shared/actor.ts';
import type { AtHand } from '#application/shared/at-hand.ts';
import type { Access } from '../route.ts';
import { InvalidToken, Unauthenticated } from './http-errors.ts';

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** The token in an `Authorization` header; null when it bears none. */
export function bearerToken(authorization: string | undefined): string | null {
  return BEARER.exec(authorization ?? '')?.[1] ?? null;
}

/**
 * Who asks, as far as the route wants to know. A token that is sent must be good, also where none is needed.
 * @throws {Unauthenticated | InvalidToken | Forbidden}
 */
export function admit(access: Access, authorization: string | undefined, authenticator: Authenticator): AtHand<Actor | null> {
  if (access === 'public') return null;
  if (authorization === undefined) {
    if (access === 'optional') return null;
    throw new Unauthenticated();
  }
  return admitBearer(access, authorization, authenticator);
}

async function admitBearer(access: Access, authorization: string, authenticator: Authenticator): Promise<Actor> {
  const token = bearerToken(authorization);
  const actor = token === null ? null : await authenticator.authenticate(token);
  if (!actor) throw new InvalidToken();
  if (access === 'creator') requireCreator(actor);
  if (access === 'admin') requireAdmin(actor);
  return actor;
}

import type { Actor } from '#application/shared/actor.ts';

export abstract class Authenticator {
  /** Who bears this access token; null when it is forged, expired, or its session or user has since ended. */
  abstract authenticate(accessToken: string): Promise<Actor | null>;
}

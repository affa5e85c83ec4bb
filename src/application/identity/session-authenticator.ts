import type { Actor } from '#application/shared/actor.ts';
import type { Clock } from '#application/shared/ports.ts';
import { type AccessTokens, type Accounts, Authenticator } from './ports.ts';

type Deps = { accessTokens: AccessTokens; accounts: Accounts; clock: Clock };

/** Asks at each request who has the token's session now: logging out, losing a role or the account takes effect at once. */
export class SessionAuthenticator extends Authenticator {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  async authenticate(accessToken: string): Promise<Actor | null> {
    const { accessTokens, accounts, clock } = this.#deps;
    const at = clock.now();
    const claims = await accessTokens.read(accessToken, at);
    if (!claims) return null;
    const actor = await accounts.actorOf(claims.sessionId, at);
    return actor?.userId === claims.userId ? actor : null;
  }
}

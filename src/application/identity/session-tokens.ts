import type { Ids } from '#application/shared/ports.ts';
import { RefreshToken } from '#domain/identity/refresh-token.ts';
import { Session } from '#domain/identity/session.ts';
import type { AccessTokens, IdentitySettings, SecretTokens, Sessions } from './ports.ts';

type Deps = { sessions: Sessions; secrets: SecretTokens; accessTokens: AccessTokens; ids: Ids; settings: IdentitySettings };

/** What a client keeps of a session. `expiresIn` is that of the access token, in seconds. */
export type TokenPair = { accessToken: string; expiresIn: number; refreshToken: string };

/** Gives out the tokens of sessions, in the ambient unit of work. */
export class SessionTokens {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async open(userId: string, at: Date): Promise<TokenPair & { sessionId: string }> {
    const { sessions, ids, settings } = this.#deps;
    const session = new Session({ id: ids.next(), userId, at, expiresAt: new Date(at.getTime() + settings.sessionTtlMs) });
    await sessions.add(session);
    return { ...(await this.issue(session, at)), sessionId: session.id };
  }

  /** The next pair of a session that lives. */
  async issue({ id: sessionId, userId }: Session, at: Date): Promise<TokenPair> {
    const { sessions, secrets, accessTokens } = this.#deps;
    const { secret, digest } = secrets.mint();
    await sessions.addToken(new RefreshToken({ digest, sessionId, at }));
    const accessToken = await accessTokens.issue({ userId, sessionId }, at);
    return { accessToken, expiresIn: accessTokens.lifetimeSeconds, refreshToken: secret };
  }

  /** The refresh token that `secret` is, held until the unit of work ends. */
  find(secret: string): Promise<RefreshToken | null> {
    const { sessions, secrets } = this.#deps;
    return sessions.findTokenForUpdate(secrets.digestOf(secret));
  }
}

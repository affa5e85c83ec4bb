import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AccessTokens, Accounts } from '#application/identity/ports.ts';
import { Forbidden } from '#application/shared/errors.ts';
import type { Clock } from '#application/shared/ports.ts';

type Settings = {
  /** Keys the tokens in forms; the same on every instance. */
  formKey: Buffer;
  secure: boolean;
};
type Deps = { accessTokens: AccessTokens; accounts: Accounts; clock: Clock; settings: Settings };

export type Operator = { userId: string; name: string; accessToken: string; formToken: string };

/** The operator's session: an access token in a cookie, renewed by every page, so that it ends when nobody looks. */
export class ConsoleSessions {
  readonly #deps: Deps;
  readonly #cookieName: string;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#cookieName = deps.settings.secure ? '__Host-veza_admin' : 'veza_admin';
  }

  /** Null when nobody is logged in. @throws {Forbidden} for whoever is no administrator (any more). */
  async read(headers: IncomingHttpHeaders): Promise<Operator | null> {
    const { accessTokens, accounts, clock, settings } = this.#deps;
    const at = clock.now();
    const token = cookieOf(headers.cookie, this.#cookieName);
    const claims = token === null ? null : await accessTokens.read(token, at);
    const actor = claims && (await accounts.actorOf(claims.sessionId, at));
    if (!claims || actor?.userId !== claims.userId) return null;
    if (actor.role !== 'admin') throw new Forbidden('only administrators may do this');
    const user = await accounts.describe(actor.userId);
    return {
      userId: actor.userId,
      name: user?.username ?? '',
      accessToken: await accessTokens.issue(claims, at),
      formToken: createHmac('sha256', settings.formKey).update(claims.sessionId).digest('base64url'),
    };
  }

  cookie(accessToken: string): string {
    return this.#cookie(accessToken, this.#deps.accessTokens.lifetimeSeconds);
  }

  get endedCookie(): string {
    return this.#cookie('', 0);
  }

  tokenIn(headers: IncomingHttpHeaders): string | null {
    return cookieOf(headers.cookie, this.#cookieName);
  }

  /** Whether a form of ours was sent that was made for this operator's session. */
  isGenuine(operator: Operator, formToken: string): boolean {
    const [given, expected] = [Buffer.from(formToken), Buffer.from(operator.formToken)];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #cookie(value: string, seconds: number): string {
    const secure = this.#deps.settings.secure ? '; Secure' : '';
    return `${this.#cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
  }
}

function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key === name && value) return value;
  }
  return null;
}

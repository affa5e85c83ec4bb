import type { AuditLog } from '#application/audit/ports.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import type { AccessTokens, Sessions } from './ports.ts';
import type { SessionTokens } from './session-tokens.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  sessions: Sessions;
  sessionTokens: SessionTokens;
  accessTokens: AccessTokens;
  audit: AuditLog;
  clock: Clock;
};
type Command = { accessToken: string | null; refreshToken: string | null };

/** Ends the session of either token. Once it has ended, ending it again is no error. */
export class LogOut {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers whether one of the tokens named a session of ours. */
  async execute({ accessToken, refreshToken }: Command): Promise<boolean> {
    const { unitOfWork, sessionTokens, accessTokens, clock } = this.#deps;
    const claims = accessToken === null ? null : await accessTokens.read(accessToken, clock.now());
    return unitOfWork.run(async () => {
      const token = refreshToken === null ? null : await sessionTokens.find(refreshToken);
      const sessionIds = new Set([claims?.sessionId, token?.sessionId].filter((id) => id !== undefined));
      for (const sessionId of sessionIds) await this.#end(sessionId);
      return sessionIds.size > 0;
    });
  }

  async #end(sessionId: string): Promise<void> {
    const { sessions, audit, clock } = this.#deps;
    const at = clock.now();
    const session = await sessions.findForUpdate(sessionId);
    if (!session?.logOut(at)) return;
    await audit.append({
      actorId: session.userId,
      action: 'session.closed',
      subject: `session:${sessionId}`,
      before: { status: 'live' },
      after: { status: session.status },
      at,
    });
  }
}

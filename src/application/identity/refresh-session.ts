import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import { InvalidRefreshToken } from './errors.ts';
import type { LoggedIn } from './log-in.ts';
import type { RaceWindow, Sessions, Users } from './ports.ts';
import type { RevokeSession } from './revoke-session.ts';
import type { SessionTokens } from './session-tokens.ts';
import { detailsOf } from './user-details.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  sessions: Sessions;
  users: Users;
  sessionTokens: SessionTokens;
  revokeSession: RevokeSession;
  raceWindow: RaceWindow;
  clock: Clock;
};
type Command = { refreshToken: string };

/**
 * Exchanges a refresh token for the next pair. One that was exchanged before ends its whole session, unless the two
 * requests were under way at the same time: then the slower one is refused and the session lives on.
 */
export class RefreshSession {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {InvalidRefreshToken} */
  async execute(command: Command): Promise<LoggedIn> {
    const { unitOfWork, raceWindow, clock } = this.#deps;
    const receivedAt = clock.now();
    await raceWindow.pass();
    const refreshed = await unitOfWork.run(() => this.#exchange(command, receivedAt));
    if (!refreshed) throw new InvalidRefreshToken();
    return refreshed;
  }

  async #exchange({ refreshToken }: Command, receivedAt: Date): Promise<LoggedIn | null> {
    const { sessions, users, sessionTokens, revokeSession, clock } = this.#deps;
    const token = await sessionTokens.find(refreshToken);
    if (!token) return null;
    const session = await sessions.findForUpdate(token.sessionId);
    const at = clock.now();
    if (!session?.isLive(at)) return null;
    const user = await users.find(session.userId);
    if (!user) return null;
    const exchange = token.exchange(receivedAt, at);
    if (exchange === 'reused') await revokeSession.execute({ session, user });
    if (exchange !== 'exchanged') return null;
    return { ...(await sessionTokens.issue(session, at)), user: detailsOf(user) };
  }
}

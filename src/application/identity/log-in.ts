import type { AuditLog } from '#application/audit/ports.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import { TooManyRequests } from '#application/shared/rate-limit.ts';
import { emailFault, normaliseEmail } from '#domain/identity/email-address.ts';
import { EmailNotVerified } from '#domain/identity/errors.ts';
import { normalisePassword, passwordInputFault } from '#domain/identity/password.ts';
import { InvalidCredentials } from './errors.ts';
import type { PasswordAttempts } from './password-attempts.ts';
import type { Accounts, Credentials, Users } from './ports.ts';
import { refuseFaults } from './refuse-faults.ts';
import type { SessionTokens, TokenPair } from './session-tokens.ts';
import { detailsOf, type UserDetails } from './user-details.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: Accounts;
  attempts: PasswordAttempts;
  users: Users;
  sessionTokens: SessionTokens;
  audit: AuditLog;
  clock: Clock;
};
type Command = { email: string; password: string };

export type LoggedIn = TokenPair & { user: UserDetails };

export class LogIn {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {InvalidInput | InvalidCredentials | EmailNotVerified | TooManyRequests | Busy} */
  async execute(command: Command): Promise<LoggedIn> {
    const { unitOfWork, accounts, attempts, clock } = this.#deps;
    const email = normaliseEmail(command.email);
    refuseFaults({ email: emailFault(email), password: passwordInputFault(command.password) });
    const found = await accounts.credentialsOf(email, clock.now());
    const attempt = await attempts.check(email, normalisePassword(command.password), found?.passwordHash ?? null);
    if (attempt.outcome === 'limited') throw new TooManyRequests(attempt.policy, attempt.retryAfterSeconds);
    if (attempt.outcome === 'wrong' || !found) {
      await unitOfWork.run(() => this.#record('login.failed', null, found?.userId ?? null));
      throw new InvalidCredentials();
    }
    if (found.userId === null) throw new EmailNotVerified();
    const { userId } = found;
    return unitOfWork.run(() => this.#open(userId, found, attempt.renewedHash));
  }

  async #open(userId: string, compared: Credentials, renewedHash: string | null): Promise<LoggedIn> {
    const { users, sessionTokens, clock } = this.#deps;
    const user = await users.find(userId);
    if (user?.passwordHash !== compared.passwordHash) throw new InvalidCredentials();
    if (!user.emailVerifiedAt) throw new EmailNotVerified();
    if (renewedHash !== null) user.rehash(renewedHash);
    const { sessionId, ...pair } = await sessionTokens.open(userId, clock.now());
    await this.#record('session.opened', sessionId, userId);
    return { ...pair, user: detailsOf(user) };
  }

  async #record(action: string, sessionId: string | null, userId: string | null): Promise<void> {
    const { audit, clock } = this.#deps;
    const subject = sessionId ? `session:${sessionId}` : userId && `user:${userId}`;
    await audit.append({ actorId: sessionId && userId, action, subject, before: null, after: null, at: clock.now() });
  }
}

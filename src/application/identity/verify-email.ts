import type { AuditLog } from '#application/audit/ports.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import { VerificationTokenUsed } from '#domain/identity/errors.ts';
import { InvalidVerificationToken, UsernameTaken } from './errors.ts';
import type { Registrations, SecretTokens, Users } from './ports.ts';
import { detailsOf, type UserDetails } from './user-details.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  registrations: Registrations;
  users: Users;
  tokens: SecretTokens;
  audit: AuditLog;
  clock: Clock;
};
type Command = { token: string };

export class VerifyEmail {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {InvalidVerificationToken | VerificationTokenUsed | VerificationTokenExpired | UsernameTaken} */
  execute(command: Command): Promise<UserDetails> {
    return this.#deps.unitOfWork.run(() => this.#verify(command));
  }

  async #verify({ token }: Command): Promise<UserDetails> {
    const { registrations, users, tokens, audit, clock } = this.#deps;
    const at = clock.now();
    const registration = await registrations.findForUpdate(tokens.digestOf(token));
    if (!registration) throw new InvalidVerificationToken();
    if (await users.findByEmail(registration.email)) throw new VerificationTokenUsed();
    const user = registration.verify(at);
    if (await users.findByUsernameKey(user.usernameKey)) throw new UsernameTaken();
    await users.add(user);
    await audit.append({
      actorId: user.id,
      action: 'user.verified',
      subject: `user:${user.id}`,
      before: null,
      after: { username: user.username, role: user.role },
      at,
    });
    return detailsOf(user);
  }
}

import type { AuditLog } from '#application/audit/ports.ts';
import type { Clock, Ids, UnitOfWork } from '#application/shared/ports.ts';
import { emailFault, normaliseEmail } from '#domain/identity/email-address.ts';
import { User } from '#domain/identity/user.ts';
import { usernameFault, usernameKeyOf } from '#domain/identity/username.ts';
import { UsernameTaken } from './errors.ts';
import type { PasswordHasher, SecretTokens, Users } from './ports.ts';
import { refuseFaults } from './refuse-faults.ts';
import { detailsOf, type UserDetails } from './user-details.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  users: Users;
  passwords: PasswordHasher;
  tokens: SecretTokens;
  audit: AuditLog;
  ids: Ids;
  clock: Clock;
};
/** Of hexadecimal digits: 96 bits, to be typed once. */
const PASSWORD_LENGTH = 24;

/** `password` is there when the account was created just now: nobody will ever see it again. */
export type CreatedAdmin = { user: UserDetails; password: string | null };

/** For the operator at the console: makes an administrator of whoever has this address, or an account that is one. */
export class CreateAdmin {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {InvalidInput | UsernameTaken} */
  async execute(command: { email: string; username: string }): Promise<CreatedAdmin> {
    const { unitOfWork, users, passwords, tokens, clock, ids } = this.#deps;
    const email = normaliseEmail(command.email);
    refuseFaults({ email: emailFault(email), username: usernameFault(command.username) });
    const password = tokens.mint().secret.slice(0, PASSWORD_LENGTH);
    const passwordHash = await passwords.hash(password);
    return unitOfWork.run(async () => {
      const existing = await users.findByEmail(email);
      if (existing) {
        const before = { role: existing.role };
        if (existing.promoteToAdmin()) await this.#record('user.promoted', existing, before);
        return { user: detailsOf(existing), password: null };
      }
      const { username } = command;
      if (await users.findByUsernameKey(usernameKeyOf(username))) throw new UsernameTaken();
      const at = clock.now();
      const admin = new User({ id: ids.next(), email, username, passwordHash, role: 'admin', emailVerifiedAt: at, at });
      await users.add(admin);
      await this.#record('user.created', admin, null);
      return { user: detailsOf(admin), password };
    });
  }

  async #record(action: string, user: User, before: { role: string } | null): Promise<void> {
    const { audit, clock } = this.#deps;
    await audit.append({
      actorId: null,
      action,
      subject: `user:${user.id}`,
      before,
      after: { role: user.role },
      at: clock.now(),
    });
  }
}

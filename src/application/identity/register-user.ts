import type { Once } from '#application/shared/idempotency.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import { emailFault, normaliseEmail } from '#domain/identity/email-address.ts';
import { normalisePassword, passwordFault } from '#domain/identity/password.ts';
import { usernameFault, usernameKeyOf } from '#domain/identity/username.ts';
import { Busy, UsernameTaken } from './errors.ts';
import type { Attempt, PasswordAttempts } from './password-attempts.ts';
import type { Accounts, PasswordHasher } from './ports.ts';
import { refuseFaults } from './refuse-faults.ts';
import type { RegistrationDesk } from './registration-desk.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: Accounts;
  passwords: PasswordHasher;
  attempts: PasswordAttempts;
  desk: RegistrationDesk;
  clock: Clock;
};
type Command = { email: string; password: string; username: string; once: Once<void> };

/** Does the same work, and answers the same, whether or not the address is known: what differs is the mail that goes there. */
export class RegisterUser {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {InvalidInput | UsernameTaken | Busy} */
  async execute(command: Command): Promise<void> {
    const { unitOfWork, accounts, passwords, desk, clock } = this.#deps;
    const { username, once } = command;
    const email = normaliseEmail(command.email);
    refuseFaults({ email: emailFault(email), password: passwordFault(command.password), username: usernameFault(username) });
    const password = normalisePassword(command.password);
    const passwordHash = await passwords.hash(password);
    const known = await accounts.credentialsOf(email, clock.now());
    const hasAccount = known !== null && known.userId !== null;
    const isOwnName = hasAccount && known.usernameKey === usernameKeyOf(username);
    const isRepeat = await this.#knowsPassword(email, password, isOwnName ? known.passwordHash : null);
    const isHeld = await accounts.isNameHeld(usernameKeyOf(username), email, clock.now());
    if (isHeld || (isOwnName && !isRepeat)) throw new UsernameTaken();
    await unitOfWork.run(async () => {
      await once.begin();
      await desk.open({ userId: once.resourceId, email, username, passwordHash }, hasAccount);
      await once.finish();
    });
  }

  /** Only who repeats a registration password and all may learn that a name belongs to an address; guesses count as failed logins. */
  async #knowsPassword(email: string, password: string, hash: string | null): Promise<boolean> {
    const outcome = hash === null ? 'limited' : await this.#tried(email, password, hash);
    if (outcome === 'limited') await this.#deps.passwords.verify(password, null);
    return outcome === 'right';
  }

  /** That many try the password of an address would tell that it has one. */
  async #tried(email: string, password: string, hash: string): Promise<Attempt['outcome']> {
    try {
      return (await this.#deps.attempts.check(email, password, hash)).outcome;
    } catch (error) {
      if (error instanceof Busy) return 'limited';
      throw error;
    }
  }
}

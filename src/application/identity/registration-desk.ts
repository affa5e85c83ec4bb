import type { AuditLog } from '#application/audit/ports.ts';
import type { Outbox } from '#application/mail/outbox.ts';
import type { Clock } from '#application/shared/ports.ts';
import { Registration } from '#domain/identity/registration.ts';
import { alreadyRegisteredLetter, verificationLetter } from './letters.ts';
import type { IdentitySettings, Registrations, SecretTokens } from './ports.ts';

type Deps = {
  registrations: Registrations;
  tokens: SecretTokens;
  outbox: Outbox;
  audit: AuditLog;
  clock: Clock;
  settings: IdentitySettings;
};

const MAILS_AN_HOUR = 5;
const HOUR_MS = 3_600_000;

/** Writes registrations down and sends their mail, in the ambient unit of work. Nobody is sent more than a few mails an hour. */
export class RegistrationDesk {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * For an address that has an account, the same is written as for any other, and its token is thrown away: so the name is
   * held in both cases, and neither the answer, nor its time, nor a second registration tells them apart.
   */
  async open(account: { userId: string; email: string; username: string; passwordHash: string }, known: boolean): Promise<void> {
    const { registrations, outbox, audit, clock } = this.#deps;
    const at = clock.now();
    const hasHadEnough = await this.#hasHadEnough(account.email, at);
    const { link, ...issue } = this.#issue(at);
    await registrations.add(new Registration({ ...account, ...issue }));
    const letter = known ? alreadyRegisteredLetter(account.email) : verificationLetter(account.email, account.username, link);
    if (!hasHadEnough) await outbox.post(letter);
    await audit.append({
      actorId: null,
      action: 'registration.requested',
      subject: `user:${account.userId}`,
      before: null,
      after: { username: account.username },
      at,
    });
  }

  async renew(registration: Registration): Promise<void> {
    const { registrations, outbox, clock } = this.#deps;
    const at = clock.now();
    if (await this.#hasHadEnough(registration.email, at)) return;
    const { link, ...issue } = this.#issue(at);
    await registrations.add(registration.renewed(issue));
    await outbox.post(verificationLetter(registration.email, registration.username, link));
  }

  async #hasHadEnough(email: string, at: Date): Promise<boolean> {
    return (await this.#deps.registrations.countSince(email, new Date(at.getTime() - HOUR_MS))) >= MAILS_AN_HOUR;
  }

  #issue(at: Date): { tokenDigest: string; at: Date; expiresAt: Date; link: string } {
    const { tokens, settings } = this.#deps;
    const { secret, digest } = tokens.mint();
    const link = `${settings.publicUrl}/verify-email?token=${secret}`;
    return { tokenDigest: digest, at, expiresAt: new Date(at.getTime() + settings.verificationTtlMs), link };
  }
}

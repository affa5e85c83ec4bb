import type { AuditLog } from '#application/audit/ports.ts';
import type { Outbox } from '#application/mail/outbox.ts';
import type { Clock } from '#application/shared/ports.ts';
import type { Session } from '#domain/identity/session.ts';
import type { User } from '#domain/identity/user.ts';
import { sessionRevokedLetter } from './letters.ts';

type Deps = { outbox: Outbox; audit: AuditLog; clock: Clock };

/** Ends a session of which a refresh token was stolen, and tells its owner, in the ambient unit of work. */
export class RevokeSession {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ session, user }: { session: Session; user: User }): Promise<void> {
    const { outbox, audit, clock } = this.#deps;
    const at = clock.now();
    if (!session.revoke(at)) return;
    await outbox.post(sessionRevokedLetter(user.email, at));
    await audit.append({
      actorId: null,
      action: 'session.revoked',
      subject: `session:${session.id}`,
      before: { status: 'live' },
      after: { status: session.status, reason: 'refresh token reused' },
      at,
    });
  }
}

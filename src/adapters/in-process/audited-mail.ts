import type { AuditLog } from '#application/audit/ports.ts';
import type { MailJournal } from '#application/mail/ports.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';

type Deps = { unitOfWork: UnitOfWork; audit: AuditLog; clock: Clock; log: Log };

/** Keeps the journal of mails in the audit log. */
export class AuditedMail implements MailJournal {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async noteSent({ messageId, subject, about }: Parameters<MailJournal['noteSent']>[0]): Promise<void> {
    const { unitOfWork, audit, clock, log } = this.#deps;
    const entry = {
      actorId: null,
      action: 'mail.sent',
      subject: about,
      before: null,
      after: { messageId, subject },
      at: clock.now(),
    };
    try {
      await unitOfWork.run(() => audit.append(entry));
    } catch (error) {
      log.warn('mail_not_noted', { messageId, about, cause: String(error) });
    }
  }
}

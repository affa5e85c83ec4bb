import { JobHandler, type JobPayload } from '#application/shared/ports.ts';
import type { Mailer, MailJournal } from './ports.ts';

type Deps = { mailer: Mailer; journal: MailJournal };
export const sendMailJob = 'send-mail';

function textIn(payload: JobPayload, field: string): string {
  const value = payload[field];
  if (typeof value !== 'string') throw new TypeError(`the payload of a ${sendMailJob} job has no text in "${field}"`);
  return value;
}

/** Hands a message that was posted to the outbox over to the mailer. */
export class SendMail extends JobHandler {
  readonly jobName = sendMailJob;
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  async execute(payload: JobPayload): Promise<void> {
    const { mailer, journal } = this.#deps;
    const { html, about } = payload;
    const [messageId, subject] = [textIn(payload, 'messageId'), textIn(payload, 'subject')];
    await mailer.send(messageId, {
      to: textIn(payload, 'to'),
      subject,
      text: textIn(payload, 'text'),
      ...(typeof html === 'string' ? { html } : {}),
    });
    if (typeof about === 'string') await journal.noteSent({ messageId, subject, about });
  }
}

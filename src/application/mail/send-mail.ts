import { JobHandler, type JobPayload } from '#application/shared/ports.ts';
import type { Mailer } from './ports.ts';

export const sendMailJob = 'send-mail';

function textIn(payload: JobPayload, field: string): string {
  const value = payload[field];
  if (typeof value !== 'string') throw new TypeError(`the payload of a ${sendMailJob} job has no text in "${field}"`);
  return value;
}

/** Hands a message that was posted to the outbox over to the mailer. */
export class SendMail extends JobHandler {
  readonly jobName = sendMailJob;
  readonly #mailer: Mailer;

  constructor(deps: { mailer: Mailer }) {
    super();
    this.#mailer = deps.mailer;
  }

  async execute(payload: JobPayload): Promise<void> {
    const html = payload['html'];
    await this.#mailer.send(textIn(payload, 'messageId'), {
      to: textIn(payload, 'to'),
      subject: textIn(payload, 'subject'),
      text: textIn(payload, 'text'),
      ...(typeof html === 'string' ? { html } : {}),
    });
  }
}

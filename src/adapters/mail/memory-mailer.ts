import type { Mailer, MailMessage } from '#application/mail/ports.ts';
import { composeMessage, type Sender } from './compose-message.ts';

export type KeptMail = MailMessage & { messageId: string };

const KEPT = 1000;

/** Delivers to nobody and remembers the last thousand messages. */
export class MemoryMailer implements Mailer {
  readonly #sender: Sender;
  readonly #sent: KeptMail[] = [];

  constructor(deps: { sender: Sender }) {
    this.#sender = deps.sender;
  }

  get sent(): readonly KeptMail[] {
    return this.#sent;
  }

  async send(messageId: string, message: MailMessage): Promise<void> {
    const { subject } = composeMessage(this.#sender, messageId, message);
    this.#sent.push({ ...message, subject: subject ?? '', messageId });
    if (this.#sent.length > KEPT) this.#sent.shift();
  }
}

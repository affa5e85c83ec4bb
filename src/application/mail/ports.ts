/** A mail to one person. Plain text is always there; HTML where it helps. */
export type MailMessage = { to: string; subject: string; text: string; html?: string };

export abstract class Mailer {
  /** Hands the message over, or throws: the job that called tries again. `messageId` makes a repeated hand-over recognisable. */
  abstract send(messageId: string, message: MailMessage): Promise<void>;
}

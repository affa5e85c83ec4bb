/** A mail to one person. Plain text is always there; HTML where it helps. `about` is what it tells of, as `<noun>:<id>`. */
export type MailMessage = { to: string; subject: string; text: string; html?: string; about?: string };

export abstract class Mailer {
  /** Hands the message over, or throws: the job that called tries again. `messageId` makes a repeated hand-over recognisable. */
  abstract send(messageId: string, message: MailMessage): Promise<void>;
}

/** Which mails about something have left. */
export abstract class MailJournal {
  /** Never throws: a mail that has left is not sent again for the sake of a note. */
  abstract noteSent(mail: { messageId: string; subject: string; about: string }): Promise<void>;
}

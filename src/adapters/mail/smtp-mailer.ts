import { createTransport, type SMTPTransportOptions } from 'nodemailer';
import type { Mailer, MailMessage } from '#application/mail/ports.ts';
import { composeMessage, keepLinksWhole, type Sender } from './compose-message.ts';

export type SmtpConfig = {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  /** Sent over TLS only, unless the server is on this machine. */
  credentials: { username: string; password: string } | null;
  sender: Sender;
  /** For connecting, and for each silence of the server. */
  timeoutMs: number;
};

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

function openTransport(config: SmtpConfig) {
  const options: SMTPTransportOptions = {
    host: config.host,
    port: config.port,
    secure: config.secure,
    requireTLS: !config.secure && config.credentials !== null && !loopback.test(config.host),
    connectionTimeout: config.timeoutMs,
    greetingTimeout: config.timeoutMs,
    socketTimeout: config.timeoutMs,
    dnsTimeout: config.timeoutMs,
    ...(config.credentials ? { auth: { user: config.credentials.username, pass: config.credentials.password } } : {}),
  };
  return createTransport(options).use('stream', keepLinksWhole);
}

/** What went wrong, without the server's own words: they tend to repeat the recipient's address. */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number').join(' ') || 'no reason given';
}

export class SmtpMailer implements Mailer {
  readonly #transport: ReturnType<typeof openTransport>;
  readonly #sender: Sender;

  constructor(config: SmtpConfig) {
    this.#transport = openTransport(config);
    this.#sender = config.sender;
  }

  async send(messageId: string, message: MailMessage): Promise<void> {
    const composed = composeMessage(this.#sender, messageId, message);
    let reason: string;
    try {
      await this.#transport.sendMail(composed);
      return;
    } catch (error) {
      reason = reasonOf(error);
    }
    throw new Error(`the mail server did not take message ${messageId} (${reason})`);
  }
}

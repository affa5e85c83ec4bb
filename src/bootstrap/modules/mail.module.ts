import { join } from 'node:path';
import { ContainerModule } from 'inversify';
import { AuditedMail } from '#adapters/in-process/audited-mail.ts';
import type { Sender } from '#adapters/mail/compose-message.ts';
import { FolderMailer } from '#adapters/mail/folder-mailer.ts';
import { MemoryMailer } from '#adapters/mail/memory-mailer.ts';
import { SmtpMailer } from '#adapters/mail/smtp-mailer.ts';
import { AuditLog } from '#application/audit/ports.ts';
import { Outbox } from '#application/mail/outbox.ts';
import { Mailer, MailJournal } from '#application/mail/ports.ts';
import { SendMail } from '#application/mail/send-mail.ts';
import { Clock, Ids, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { wire, wireFactory, wireHandler } from '../wire.ts';

const SMTP_TIMEOUT_MS = 20_000;

const senderOf = (config: Config): Sender => ({ address: config.SMTP_FROM, name: config.SMTP_FROM_NAME });

function openSmtp(config: Config): Mailer {
  const { SMTP_HOST: host = '', SMTP_PORT: port, SMTP_SECURE: secure, SMTP_USERNAME: username, SMTP_PASSWORD: password = '' } = config;
  const credentials = username === undefined ? null : { username, password };
  return new SmtpMailer({ host, port, secure, credentials, sender: senderOf(config), timeoutMs: SMTP_TIMEOUT_MS });
}

const mailers = {
  smtp: openSmtp,
  folder: (config, clock) => new FolderMailer({ folder: join(config.dataDir, 'mail'), sender: senderOf(config), clock }),
  memory: (config) => new MemoryMailer({ sender: senderOf(config) }),
} satisfies Record<Config['MAILER'], (config: Config, clock: Clock) => Mailer>;

export const mailModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    wireFactory(bind, Mailer, ({ clock }: { clock: Clock }) => mailers[config.MAILER](config, clock), { clock: Clock });
    wire(bind, Outbox, { queue: JobQueue, ids: Ids });
    wire(bind, AuditedMail, { unitOfWork: UnitOfWork, audit: AuditLog, clock: Clock, log: Log }, MailJournal);
    wireHandler(bind, SendMail, { mailer: Mailer, journal: MailJournal });
  });

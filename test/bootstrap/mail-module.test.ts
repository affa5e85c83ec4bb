import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { AuditLog } from '#application/audit/ports.ts';
import { Mailer } from '#application/mail/ports.ts';
import { SendMail } from '#application/mail/send-mail.ts';
import { Clock, Ids, JobHandler, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import { readConfig } from '#bootstrap/config.ts';
import { mailModule } from '#bootstrap/modules/mail.module.ts';
import { openSmtpStandIn, smtpAccount } from '#test/stand-ins/smtp-stand-in.ts';
import { RecordedLog } from '#test/support/http-server.ts';

const message = { to: 'ada@example.org', subject: 'Welcome', text: 'Good morning.' };

describe('the mailer that the configuration chooses', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'veza-mail-module-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const load = async (variables: Record<string, string>) => {
    const container = new Container();
    container.bind(Clock).toConstantValue({ now: () => new Date('2026-11-21T12:00:00.000Z') });
    container.bind(Ids).toConstantValue({ next: () => 'm-1' });
    container.bind(UnitOfWork).toConstantValue({ run: (work) => work() });
    container.bind(AuditLog).toConstantValue({ append: async () => undefined });
    container.bind(Log).toConstantValue(new RecordedLog());
    container.bind(JobQueue).toConstantValue({ enqueue: async () => undefined });
    await container.loadAsync(mailModule(readConfig({ DATA_DIR: dataDir, ...variables })));
    return container;
  };

  it('is a folder in the data directory, unless something else is said', async () => {
    const container = await load({});
    await container.get(Mailer).send('m-1', message);
    assert.deepEqual(await readdir(join(dataDir, 'mail')), ['2026-11-21T12-00-00.000Z-m-1.eml']);
    assert(container.getAll(JobHandler)[0] instanceof SendMail);
  });

  it('is an SMTP server when one is given', async () => {
    const server = await openSmtpStandIn();
    try {
      const { username: SMTP_USERNAME, password: SMTP_PASSWORD } = smtpAccount;
      const where = { MAILER: 'smtp', SMTP_HOST: '127.0.0.1', SMTP_PORT: String(server.port) };
      const container = await load({
        ...where,
        SMTP_USERNAME,
        SMTP_PASSWORD,
        SMTP_FROM: 'hello@veza.example',
        SMTP_FROM_NAME: 'Our label',
      });
      await container.get(Mailer).send('m-1', message);
      assert.deepEqual(server.deliveries[0]?.mail.from, { address: 'hello@veza.example', name: 'Our label' });
    } finally {
      await server.close();
    }
  });

  it('is nobody at all, for tests', async () => {
    const container = await load({ MAILER: 'memory' });
    await container.get(Mailer).send('m-1', message);
    assert.deepEqual(await readdir(dataDir), ['secrets.json']);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { inspect } from 'node:util';
import type { SMTPServerOptions } from 'smtp-server';
import { type SmtpConfig, SmtpMailer } from '#adapters/mail/smtp-mailer.ts';
import { behavesLikeMailer } from '#test/contracts/mailer.contract.ts';
import { openSmtpStandIn, type SmtpStandIn, smtpAccount } from '#test/stand-ins/smtp-stand-in.ts';
import { localhostCertificate } from '#test/support/localhost-certificate.ts';

const message = { to: 'ada@example.org', subject: 'Welcome', text: 'Good morning.' };
const sender = { address: 'no-reply@veza.example', name: 'Veza' };

describe('mail sent by SMTP', () => {
  const servers: SmtpStandIn[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  const serve = async (options?: SMTPServerOptions) => {
    const server = await openSmtpStandIn(options);
    servers.push(server);
    return server;
  };
  const mailerTo = (port: number, changes: Partial<SmtpConfig> = {}) =>
    new SmtpMailer({ host: '127.0.0.1', port, secure: false, credentials: smtpAccount, sender, timeoutMs: 5000, ...changes });

  behavesLikeMailer(async () => {
    const server = await serve();
    return {
      mailer: mailerTo(server.port),
      delivered: async () =>
        server.deliveries.map(({ mail, recipients }) => ({
          messageId: mail.messageId ?? '',
          recipients,
          subject: mail.subject ?? '',
          text: mail.text ?? '',
          html: mail.html ?? null,
        })),
    };
  });

  it('logs in with the account that it was given', async () => {
    const server = await serve();
    await mailerTo(server.port).send('m-1', message);
    assert.equal(server.deliveries[0]?.user, 'veza');
    assert.deepEqual(server.deliveries[0]?.mail.from, { address: 'no-reply@veza.example', name: 'Veza' });
  });

  it('needs no account where the server wants none', async () => {
    const server = await serve({ authOptional: true });
    await mailerTo(server.port, { credentials: null }).send('m-1', message);
    assert.equal(server.deliveries[0]?.user, null);
  });

  describe('over TLS', () => {
    const trusted = getCACertificates('default');
    const trust = () => setDefaultCACertificates([...trusted, localhostCertificate.cert]);
    afterEach(() => setDefaultCACertificates(trusted));

    it('upgrades by STARTTLS where the server offers it', async () => {
      trust();
      const server = await serve({ ...localhostCertificate, disabledCommands: [], allowInsecureAuth: false });
      await mailerTo(server.port, { host: 'localhost' }).send('m-1', message);
      assert.equal(server.deliveries[0]?.encrypted, true);
    });

    it('speaks TLS from the first byte when told to', async () => {
      trust();
      const server = await serve({ ...localhostCertificate, secure: true });
      await mailerTo(server.port, { host: 'localhost', secure: true }).send('m-1', message);
      assert.equal(server.deliveries[0]?.encrypted, true);
    });

    it('gives nothing to a server whose certificate it does not trust', async () => {
      const server = await serve({ ...localhostCertificate, disabledCommands: [] });
      await assert.rejects(mailerTo(server.port, { host: 'localhost' }).send('m-1', message), /did not take message m-1/);
      assert.deepEqual(server.deliveries, []);
    });

    it('sends no password in the clear to another machine', async () => {
      const server = await serve();
      await assert.rejects(mailerTo(server.port, { host: '0.0.0.0' }).send('m-1', message), /did not take message m-1 \(ETLS/);
      assert.deepEqual(server.deliveries, []);
    });
  });

  describe('when it fails', () => {
    it('throws at a wrong password', async () => {
      const { port } = await serve();
      const mailer = mailerTo(port, { credentials: { ...smtpAccount, password: 'another' } });
      await assert.rejects(mailer.send('m-1', message), /did not take message m-1 \(EAUTH 535\)/);
    });

    it('throws when the recipient is refused, without saying who that was', async () => {
      const { port } = await serve({ onRcptTo: ({ address }, _session, done) => done(new Error(`no such mailbox: ${address}`)) });
      await assert.rejects(mailerTo(port).send('m-1', message), (error) => {
        assert.match(String(error), /did not take message m-1 \(EENVELOPE 550\)/);
        return !inspect(error, { depth: 10, showHidden: true }).includes('ada@example.org');
      });
    });

    it('throws when the server breaks off after the data', async () => {
      const { port } = await serve({
        onData: (stream, _session, done) =>
          stream.resume().on('end', () => done(Object.assign(new Error('disk full'), { responseCode: 452 }))),
      });
      await assert.rejects(mailerTo(port).send('m-1', message), /\(EMESSAGE 452\)/);
    });

    it('throws when nobody listens', async () => {
      const { port, close } = await openSmtpStandIn();
      await close();
      await assert.rejects(mailerTo(port).send('m-1', message), /\(ESOCKET\)/);
    });

    it('gives up on a server that accepts and then says nothing', async () => {
      const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const address = silent.address();
      assert(address !== null && typeof address === 'object');
      try {
        await assert.rejects(mailerTo(address.port, { timeoutMs: 100 }).send('m-1', message), /\(ETIMEDOUT\)/);
      } finally {
        silent.close();
      }
    });
  });
});

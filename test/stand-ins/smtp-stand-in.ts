import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

type SmtpDelivery = { mail: Email; recipients: string[]; encrypted: boolean; user: string | null };
export type SmtpStandIn = { port: number; deliveries: SmtpDelivery[]; close(): Promise<void> };

export const smtpAccount = { username: 'veza', password: 'the mail password' };

/** A real SMTP server that keeps what it is given. It wants the account above unless `authOptional` is set. */
export async function openSmtpStandIn(options: SMTPServerOptions = {}): Promise<SmtpStandIn> {
  const deliveries: SmtpDelivery[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      const right = auth.username === smtpAccount.username && auth.password === smtpAccount.password;
      done(right ? null : new Error('wrong user or password'), right ? { user: auth.username } : undefined);
    },
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then((bytes) => PostalMime.parse(bytes))
        .then((mail) => {
          deliveries.push({ mail, recipients, encrypted: session.secure, user: session.user ?? null });
          done();
        }, done);
    },
    ...options,
  });
  // A client that gives up on the handshake is the client's test to judge.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { port: address.port, deliveries, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

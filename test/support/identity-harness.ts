import { generateKeyPairSync } from 'node:crypto';
import { Container, type ServiceIdentifier } from 'inversify';
import { UnkeyedOnce } from '#adapters/http/platform/once.ts';
import { Argon2PasswordHasher } from '#adapters/identity/argon2-password-hasher.ts';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { SqlIdempotencyKeys } from '#adapters/persistence/shared/sql-idempotency-keys.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { InMemoryRateLimiter } from '#adapters/rate-limit/in-memory-rate-limiter.ts';
import { type LoggedIn, LogIn } from '#application/identity/log-in.ts';
import { Authenticator, PasswordHasher, RaceWindow } from '#application/identity/ports.ts';
import { RegisterUser } from '#application/identity/register-user.ts';
import type { UserDetails } from '#application/identity/user-details.ts';
import { VerifyEmail } from '#application/identity/verify-email.ts';
import type { MailMessage } from '#application/mail/ports.ts';
import { sendMailJob } from '#application/mail/send-mail.ts';
import { Clock, Ids, JobHandler, type JobPayload, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import { RateLimiter } from '#application/shared/rate-limit.ts';
import { readConfig } from '#bootstrap/config.ts';
import { identityModule } from '#bootstrap/modules/identity.module.ts';
import { mailModule } from '#bootstrap/modules/mail.module.ts';
import { RouteGroup } from '#bootstrap/wire.ts';
import type { TestDatabase } from './databases.ts';
import { RecordedLog, startHttpServer, type TestServer } from './http-server.ts';

export type EnqueuedJob = { name: string; payload: JobPayload };

export const aPassword = 'correct horse battery staple';

const privateKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let made = 0;
/** In the order of their making also within a millisecond, so that a log can be read in order. */
const ids: Ids = { next: () => `01a1fdc5-0000-7000-8000-${(++made).toString(16).padStart(12, '0')}` };

/** A request without a key: every one is new. */
export const unkeyed = () => new UnkeyedOnce(ids.next());

/** The identity context as it is wired for production, with hashes that cost nothing, a clock to set and a queue to look into. */
export class IdentityHarness {
  readonly container = new Container();
  readonly database: TestDatabase;
  readonly jobs: EnqueuedJob[] = [];
  now = new Date('2026-11-21T12:00:00.000Z');
  /** Whether time passes by itself. */
  ticking = false;

  static async open(database: TestDatabase, variables: Record<string, string> = {}): Promise<IdentityHarness> {
    const harness = new IdentityHarness(database);
    const config = readConfig({ JWT_PRIVATE_KEY: privateKey, SANDBOX_WEBHOOK_SECRET: 'not used by this context', ...variables });
    await harness.container.loadAsync(mailModule(config), identityModule(config));
    await harness.replace(PasswordHasher, new Argon2PasswordHasher({ memoryKib: 8, passes: 1 }));
    await harness.replace(RaceWindow, { pass: async () => undefined });
    return harness;
  }

  constructor(database: TestDatabase) {
    const clock: Clock = { now: () => (this.ticking ? new Date() : this.now) };
    const queue: JobQueue = { enqueue: async (name, payload) => void this.jobs.push({ name, payload }) };
    this.database = database;
    this.container.bind(AmbientTransaction).toConstantValue(database.ambient);
    this.container.bind(UnitOfWork).toConstantValue(database.unitOfWork);
    this.container.bind(SqlReader).toConstantValue(database.reader);
    this.container.bind(SqlWriter).toConstantValue(database.writer);
    this.container.bind(Clock).toConstantValue(clock);
    this.container.bind(Ids).toConstantValue(ids);
    this.container.bind(Log).toConstantValue(new RecordedLog());
    this.container.bind(RateLimiter).toConstantValue(new InMemoryRateLimiter({ clock }));
    this.container.bind(JobQueue).toConstantValue(queue);
  }

  get<T extends object>(token: ServiceIdentifier<T>): T {
    return this.container.get(token);
  }

  async replace<T extends object>(token: ServiceIdentifier<T>, value: T): Promise<void> {
    (await this.container.rebindAsync(token)).toConstantValue(value);
  }

  /** These routes on a port of this machine. */
  async serve(): Promise<TestServer> {
    const routes = (await this.container.getAllAsync(RouteGroup)).flat();
    const [authenticator, clock, rateLimiter] = [this.get(Authenticator), this.get(Clock), this.get(RateLimiter)];
    const idempotencyKeys = new SqlIdempotencyKeys(this.database);
    return startHttpServer(routes, { authenticator, clock, rateLimiter, idempotencyKeys });
  }

  /** Opens the connections that a race needs, so that none of its runners waits for one. */
  async warmUp(runners: number): Promise<void> {
    const { unitOfWork, writer } = this.database;
    await Promise.all(Array.from({ length: runners }, () => unitOfWork.run(() => writer.run('select 1 as one'))));
  }

  pass(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
  }

  /** Every mail posted so far, the oldest first. */
  get mails(): MailMessage[] {
    return this.jobs
      .filter(({ name }) => name === sendMailJob)
      .map(({ payload }) => ({ to: String(payload['to']), subject: String(payload['subject']), text: String(payload['text']) }));
  }

  /** The token in the newest mail to this address. */
  tokenFor(email: string): string {
    const text = this.mails.findLast(({ to }) => to === email)?.text ?? '';
    const token = /verify-email\?token=(\w+)/.exec(text)?.[1];
    if (token === undefined) throw new Error('the newest mail has no link');
    return token;
  }

  /** Runs what waits in the queue, mail excepted. */
  async runJobs(): Promise<void> {
    const handlers = await this.container.getAllAsync(JobHandler);
    for (const job of this.jobs.filter(({ name }) => name !== sendMailJob)) {
      this.jobs.splice(this.jobs.indexOf(job), 1);
      await handlers.find(({ jobName }) => jobName === job.name)?.execute(job.payload);
    }
  }

  async register(username: string, email = `${username.toLowerCase()}@example.org`, password = aPassword): Promise<string> {
    await this.get(RegisterUser).execute({ email, password, username, once: unkeyed() });
    return email;
  }

  async verified(username: string): Promise<UserDetails> {
    const email = await this.register(username);
    return this.get(VerifyEmail).execute({ token: this.tokenFor(email) });
  }

  logIn(email: string, password = aPassword): Promise<LoggedIn> {
    return this.get(LogIn).execute({ email, password });
  }

  /** The audit log, the oldest first: `[action, subject]`. */
  async audited(): Promise<[unknown, unknown][]> {
    const rows = await this.database.reader.all('select action, subject from audit_log order by id');
    return rows.map(({ action, subject }) => [action, subject]);
  }
}

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argon2PasswordHasher } from '#adapters/identity/argon2-password-hasher.ts';
import { type OpenDatabase, openDatabase } from '#adapters/persistence/open-database.ts';
import type { SqlRow, SqlValue } from '#adapters/persistence/sql-statement.ts';
import { readConfig } from '#bootstrap/config.ts';
import { runApi } from '#bootstrap/run-api.ts';
import type { Role } from '#domain/shared/role.ts';
import { Visitor } from '../../scripts/tour/visitor.ts';
import { databases } from './databases.ts';

type Settings = {
  database: 'sqlite' | 'postgres';
  instances?: number;
  environment?: Record<string, string>;
  /** What is set otherwise at the last instance, as while a change of configuration is rolled out. */
  last?: Record<string, string>;
  /** The way by which the instances get to their database, where it is not its own address. */
  through?: (url: string) => string;
  /** How an instance is started; in this process unless said otherwise. */
  launch?: (variables: Record<string, string>) => Promise<Instance>;
};
type Instance = Pick<Awaited<ReturnType<typeof runApi>>, 'url' | 'stop'>;

const inThisProcess = (variables: Record<string, string>) => runApi(readConfig(variables));

const PASSWORD = 'correct horse battery staple';
let passwordHash: Promise<string> | null = null;

/** A logged-in user, at the first instance unless asked for another. */
export class Person extends Visitor {
  readonly id: string;
  readonly email: string;
  readonly #urls: readonly string[];

  constructor(user: { id: string; email: string; urls: readonly string[] }) {
    super(user.urls[0] ?? '');
    this.id = user.id;
    this.email = user.email;
    this.#urls = user.urls;
  }

  /** The same person at another instance: the last one when there are fewer. */
  at(instance: number): Visitor {
    const visitor = new Visitor(this.#urls[Math.min(instance, this.#urls.length - 1)] ?? '');
    visitor.accessToken = this.accessToken;
    return visitor;
  }
}

/** The product as it is started for real, over HTTP with its workers: on a database of its own, in one instance or several. */
export class RunningProduct {
  readonly dataDir: string;
  readonly urls: readonly string[];
  readonly #instances: readonly Instance[];
  readonly #db: OpenDatabase;
  readonly #remove: () => Promise<void>;

  private constructor(parts: { dataDir: string; instances: Instance[]; db: OpenDatabase; remove: () => Promise<void> }) {
    this.dataDir = parts.dataDir;
    this.urls = parts.instances.map(({ url }) => url);
    this.#instances = parts.instances;
    this.#db = parts.db;
    this.#remove = parts.remove;
  }

  static async start(settings: Settings): Promise<RunningProduct> {
    const { database, instances = 1, environment = {}, last = {}, through = (url) => url, launch = inThisProcess } = settings;
    const dataDir = await mkdtemp(join(tmpdir(), 'veza-system-'));
    const postgres = database === 'postgres' ? await databases.find(({ name }) => name === 'postgres')?.open() : undefined;
    const url = postgres?.config.dialect === 'postgres' ? postgres.config.url : `sqlite:${join(dataDir, 'veza.sqlite')}`;
    const variables = {
      NODE_ENV: 'test',
      LOG_LEVEL: process.env['SYSTEM_LOG_LEVEL'] || 'silent',
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DATABASE_URL: through(url),
      DATABASE_POOL_SIZE: '6',
      SHUTDOWN_TIMEOUT: '2s',
      ...environment,
    };
    const all = Array.from({ length: instances }, (_, index) => ({ ...variables, ...(index === instances - 1 ? last : {}) }));
    const started: Instance[] = [];
    try {
      const starting = await Promise.allSettled(all.map(launch));
      for (const start of starting) if (start.status === 'fulfilled') started.push(start.value);
      for (const start of starting) if (start.status === 'rejected') throw start.reason;
      const db = postgres ?? (await openDatabase(readConfig(variables).database));
      return new RunningProduct({ dataDir, instances: started, db, remove: () => rm(dataDir, { recursive: true, force: true }) });
    } catch (error) {
      await Promise.all(started.map((instance) => instance.stop()));
      await postgres?.close();
      await rm(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#instances.map((instance) => instance.stop()));
    await this.#db.close();
    await this.#remove();
  }

  /** Somebody who could have registered a while ago, logged in over HTTP. */
  async person(role: Role = 'user'): Promise<Person> {
    passwordHash ??= new Argon2PasswordHasher().hash(PASSWORD);
    const id = randomUUID();
    const name = `u${id.replaceAll('-', '').slice(0, 16)}`;
    const email = `${name}@example.org`;
    const now = new Date();
    await this.sql(
      `insert into users (id, email, username, username_key, created_at, password_hash, role, email_verified_at, version)
       values (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
      [id, email, name, name, now, await passwordHash, role, now],
    );
    const person = new Person({ id, email, urls: this.urls });
    person.accessToken = (await person.post('/auth/login', { email, password: PASSWORD })).is(200).text('access_token');
    return person;
  }

  /** A track as an upload leaves it, without its file. */
  async track(owner: Person): Promise<string> {
    const id = randomUUID();
    const now = new Date();
    await this.sql(
      `insert into tracks (id, owner_id, storage_backend, storage_key, title, visibility, status, created_at, updated_at, version,
         recording_content_type, recording_size, recording_sha256, recording_duration_ms, recording_stored_at)
       values (?, ?, 'local', ?, 'A track', 'public', 'ready', ?, ?, 1, 'audio/wav', 1, ?, 1, ?)`,
      [id, owner.id, `tracks/${id}.wav`, now, now, '0'.repeat(64), now],
    );
    return id;
  }

  /** For what no request can do: let time pass, lose a commit, look behind the API. */
  sql(statement: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    const { unitOfWork, writer } = this.#db;
    return unitOfWork.run(async () => (await writer.run(statement, values)).rows);
  }
}

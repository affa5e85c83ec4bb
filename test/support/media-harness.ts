import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container, type ServiceIdentifier } from 'inversify';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { SalesRecords } from '#application/marketplace/ports.ts';
import { DownloadRights, Storage, TrackSales } from '#application/media/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { Clock, Ids, Log, UnitOfWork } from '#application/shared/ports.ts';
import { readConfig } from '#bootstrap/config.ts';
import { mediaModule } from '#bootstrap/modules/media.module.ts';
import { RouteGroup } from '#bootstrap/wire.ts';
import { type DatabaseKind, databases, type TestDatabase } from './databases.ts';
import { RecordedLog, startHttpServer, type TestServer } from './http-server.ts';
import { TestClock } from './test-clock.ts';
import { TestIds } from './test-ids.ts';

export const people = {
  ada: { userId: '01950000-0000-7000-9000-000000000001', role: 'creator' },
  bob: { userId: '01950000-0000-7000-9000-000000000002', role: 'creator' },
  user: { userId: '01950000-0000-7000-9000-000000000003', role: 'user' },
  admin: { userId: '01950000-0000-7000-9000-000000000004', role: 'admin' },
} as const satisfies Record<string, Actor>;

/** The media context as it is wired for production, on a disk of its own, with a marketplace that says what it is told to. */
export class MediaHarness {
  readonly container = new Container();
  readonly clock = new TestClock();
  readonly log = new RecordedLog();
  readonly database: TestDatabase;
  readonly directory: string;
  /** Tracks that are for sale or sold. */
  readonly inUse = new Set<string>();
  /** `<user>/<track>` of those who hold a licence. */
  readonly licences = new Set<string>();
  #server: TestServer | null = null;

  static async open(variables: Record<string, string> = {}, kind: DatabaseKind | undefined = databases[0]): Promise<MediaHarness> {
    if (!kind) throw new Error('there is no database to test with');
    const harness = new MediaHarness(await kind.open(), await mkdtemp(join(tmpdir(), 'veza-media-')));
    const config = readConfig({ NODE_ENV: 'test', DATA_DIR: harness.directory, ...variables });
    await harness.container.loadAsync(mediaModule(config));
    await harness.replace(TrackSales, { isInUse: async (trackId) => harness.inUse.has(trackId) });
    await harness.replace(DownloadRights, { mayDownload: async (userId, trackId) => harness.licences.has(`${userId}/${trackId}`) });
    return harness;
  }

  private constructor(database: TestDatabase, directory: string) {
    this.database = database;
    this.directory = directory;
    this.container.bind(AmbientTransaction).toConstantValue(database.ambient);
    this.container.bind(UnitOfWork).toConstantValue(database.unitOfWork);
    this.container.bind(SqlReader).toConstantValue(database.reader);
    this.container.bind(SqlWriter).toConstantValue(database.writer);
    this.container.bind<unknown>(SalesRecords).toConstantValue(null);
    this.container.bind(Clock).toConstantValue(this.clock);
    this.container.bind(Ids).toConstantValue(new TestIds());
    this.container.bind(Log).toConstantValue(this.log);
  }

  get<T extends object>(token: ServiceIdentifier<T>): T {
    return this.container.get(token);
  }

  async replace<T extends object>(token: ServiceIdentifier<T>, value: T): Promise<void> {
    (await this.container.rebindAsync(token)).toConstantValue(value);
  }

  async storedKeys(): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of this.get(Storage).list('tracks/')) keys.push(key);
    return keys;
  }

  async serve(): Promise<TestServer> {
    this.#server ??= await startHttpServer((await this.container.getAllAsync(RouteGroup)).flat(), { actors: people, clock: this.clock });
    return this.#server;
  }

  async clear(): Promise<void> {
    await this.database.clear();
    for (const key of await this.storedKeys()) await this.get(Storage).delete(key);
    this.inUse.clear();
    this.licences.clear();
    this.log.lines.length = 0;
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.container.unbindAllAsync();
    await this.database.close();
    await rm(this.directory, { recursive: true });
  }
}

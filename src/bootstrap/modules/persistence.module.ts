import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { countTransitions } from '#adapters/metrics/count-transitions.ts';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { DatabaseDependency } from '#adapters/persistence/database-dependency.ts';
import { type OpenDatabase, openDatabase } from '#adapters/persistence/open-database.ts';
import { SqlIdempotencyKeys } from '#adapters/persistence/shared/sql-idempotency-keys.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { UnsyncedWriter } from '#adapters/persistence/unsynced-writer.ts';
import { Dependency } from '#application/shared/health.ts';
import { IdempotencyKeys } from '#application/shared/idempotency.ts';
import { Metrics, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { UnreachableDatabase } from '../unreachable-database.ts';
import { wire } from '../wire.ts';

/** Opened by whoever asks first with `getAsync`, and closed by `unbindAllAsync`. */
export const Database: ServiceIdentifier<OpenDatabase> = 'Database';

async function openCounted(config: Config, metrics: Metrics): Promise<OpenDatabase> {
  const database = await openDatabase(config.database).catch((error: unknown) => {
    throw new UnreachableDatabase(config.database, error);
  });
  countTransitions(database.transitions, metrics);
  return database;
}

export const persistenceModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    bind<OpenDatabase>(Database)
      .toResolvedValue((metrics: Metrics) => openCounted(config, metrics), [Metrics])
      .inSingletonScope()
      .onDeactivation((database) => database.close());
    bind(AmbientTransaction)
      .toResolvedValue(({ ambient }: OpenDatabase) => ambient, [Database])
      .inSingletonScope();
    bind(UnitOfWork)
      .toResolvedValue(({ unitOfWork }: OpenDatabase) => unitOfWork, [Database])
      .inSingletonScope();
    bind(SqlReader)
      .toResolvedValue(({ reader }: OpenDatabase) => reader, [Database])
      .inSingletonScope();
    bind(SqlWriter)
      .toResolvedValue(({ writer }: OpenDatabase) => writer, [Database])
      .inSingletonScope();
    bind(UnsyncedWriter)
      .toResolvedValue(({ unsynced }: OpenDatabase) => unsynced, [Database])
      .inSingletonScope();
    wire(bind, SqlIdempotencyKeys, { reader: SqlReader, writer: SqlWriter }, IdempotencyKeys);
    wire(bind, DatabaseDependency, { reader: SqlReader }, Dependency);
  });

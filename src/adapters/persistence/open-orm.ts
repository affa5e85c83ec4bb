import { resolve } from 'node:path';
import type { EntitySchema } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import type { MikroORM as Orm } from '@mikro-orm/sql';
import Database from 'better-sqlite3';
import { makePrivate } from '#adapters/files/private-file.ts';
import { isPassing } from './database-faults.ts';
import { ImmediateSqliteDialect } from './immediate-sqlite-dialect.ts';
import { mappingsFor } from './mappings.ts';

export type DatabaseConfig = { dialect: 'sqlite'; path: string } | { dialect: 'postgres'; url: string; poolSize: number };

/** For tests: what else is mapped, where migrations lie instead of `migrations/`, and what a database in memory starts from. */
export type OrmOptions = { extraMappings?: readonly EntitySchema[]; migrationsFolder?: string; image?: Buffer };

const root = resolve(import.meta.dirname, '../../..');

const common = (
  dialect: DatabaseConfig['dialect'],
  { extraMappings = [], migrationsFolder = resolve(root, 'migrations') }: OrmOptions,
) => ({
  entities: [...mappingsFor(dialect), ...extraMappings],
  extensions: [Migrator],
  discovery: { inferDefaultValues: false },
  propagationOnPrototype: false,
  timezone: 'UTC',
  migrations: {
    path: resolve(migrationsFolder, dialect),
    glob: '!(*.d).ts',
    emit: 'ts' as const,
    snapshotName: 'schema',
    snapshotOnMigrate: false,
    silent: true,
  },
});

const WAL_TRIES = 100;
const WAL_PAUSE_MS = 50;

/** WAL with `synchronous=FULL`: a commit that was acknowledged survives a power loss. */
export function openSqlite(path: string | Buffer, options: { readonly: boolean } = { readonly: false }): Database.Database {
  if (typeof path === 'string' && path !== ':memory:') makePrivate(path);
  const database = new Database(path, options);
  if (!options.readonly) useWal(database);
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  database.pragma('cache_size = -65536');
  return database;
}

/** SQLite does not wait by itself for another process that opens or closes the file in the same moment. */
function useWal(database: Database.Database): void {
  for (let tries = 1; ; tries += 1) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isPassing(error) || tries === WAL_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAL_PAUSE_MS);
    }
  }
}

export type OpenedDatabase = { orm: Orm; sqlite: Database.Database | null };

/** Loads the driver of this database alone: the other one would double the time of a start. */
export async function openOrm(config: DatabaseConfig, options: OrmOptions = {}): Promise<OpenedDatabase> {
  if (config.dialect === 'postgres') {
    const { MikroORM, defineConfig } = await import('@mikro-orm/postgresql');
    const pool = { min: 0, max: config.poolSize };
    return { orm: await MikroORM.init(defineConfig({ ...common('postgres', options), clientUrl: config.url, pool })), sqlite: null };
  }
  const database = openSqlite(options.image ?? config.path);
  const { MikroORM, defineConfig } = await import('@mikro-orm/sqlite');
  const orm = await MikroORM.init(
    defineConfig({ ...common('sqlite', options), dbName: config.path, driverOptions: new ImmediateSqliteDialect(database) }),
  );
  return { orm, sqlite: database };
}

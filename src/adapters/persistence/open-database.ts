import type { MikroORM } from '@mikro-orm/sql';
import type BetterSqlite from 'better-sqlite3';
import { Pool } from 'pg';
import type { UnitOfWork } from '#application/shared/ports.ts';
import { AmbientTransaction } from './ambient-transaction.ts';
import { Checkpointer } from './checkpointer.ts';
import { type DatabaseConfig, type OrmOptions, openOrm, openSqlite } from './open-orm.ts';
import { PostgresUnitOfWork } from './postgres-unit-of-work.ts';
import { PostgresReader, SqliteReader, type SqlReader } from './sql-reader.ts';
import { SqlWriter } from './sql-writer.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { SqliteUnitOfWork } from './sqlite-unit-of-work.ts';
import { StatusTransitions } from './status-transitions.ts';
import { UnsyncedWriter } from './unsynced-writer.ts';

export type OpenDatabase = {
  /** For the schema and its migrations: nothing is read or written through it. */
  orm: MikroORM;
  /** The writing handle, for SQLite alone. */
  sqlite: BetterSqlite.Database | null;
  ambient: AmbientTransaction;
  unitOfWork: UnitOfWork;
  transitions: StatusTransitions;
  reader: SqlReader;
  writer: SqlWriter;
  unsynced: UnsyncedWriter;
  close(): Promise<void>;
};

const CONNECTION_TIMEOUT_MS = 10_000;

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | null = null;
  return () => {
    closing ??= close();
    return closing;
  };
}

function openPool(config: DatabaseConfig & { dialect: 'postgres' }): Pool {
  const pool = new Pool({ connectionString: config.url, max: config.poolSize, connectionTimeoutMillis: CONNECTION_TIMEOUT_MS });
  // A connection that is dropped, idle or lent, fails whoever uses it next; without a listener it would end the process.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function openPostgres(config: DatabaseConfig & { dialect: 'postgres' }, options: OrmOptions): Promise<OpenDatabase> {
  const { orm } = await openOrm(config, options);
  const [reading, writing] = [openPool(config), openPool(config)];
  const ambient = new AmbientTransaction();
  const transitions = new StatusTransitions();
  return {
    orm,
    sqlite: null,
    ambient,
    unitOfWork: new PostgresUnitOfWork({ ambient, pool: writing, transitions }),
    transitions,
    reader: new PostgresReader(reading),
    writer: new SqlWriter('postgres', ambient),
    unsynced: new UnsyncedWriter(null),
    close: once(async () => {
      await Promise.all([reading.end(), writing.end()]);
      await orm.close();
    }),
  };
}

async function openSqliteFile(config: DatabaseConfig & { dialect: 'sqlite' }, options: OrmOptions): Promise<OpenDatabase> {
  const { orm, sqlite } = await openOrm(config, options);
  if (!sqlite) throw new Error('the SQLite driver opened no handle');
  const inMemory = config.path === ':memory:';
  const reading = inMemory ? sqlite : openSqlite(config.path, { readonly: true });
  const checkpointer = inMemory ? null : new Checkpointer(sqlite, config.path);
  const ambient = new AmbientTransaction();
  const transitions = new StatusTransitions();
  return {
    orm,
    sqlite,
    ambient,
    unitOfWork: new SqliteUnitOfWork({ ambient, statements: new SqliteStatements(sqlite), transitions }),
    transitions,
    reader: new SqliteReader(reading),
    writer: new SqlWriter('sqlite', ambient),
    unsynced: new UnsyncedWriter(sqlite),
    close: once(async () => {
      await checkpointer?.close();
      if (reading !== sqlite) reading.close();
      await orm.close();
    }),
  };
}

/** A database with everything that reads and writes it. Its schema is left as it is: see `migrate`. */
export function openDatabase(config: DatabaseConfig, options: OrmOptions = {}): Promise<OpenDatabase> {
  return config.dialect === 'postgres' ? openPostgres(config, options) : openSqliteFile(config, options);
}

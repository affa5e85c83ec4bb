import type { MikroORM } from '@mikro-orm/sql';
import type BetterSqlite from 'better-sqlite3';
import { Pool } from 'pg';
import type { UnitOfWork } from '#application/shared/ports.ts';
import { Checkpointer } from './checkpointer.ts';
import { GroupCommitUnitOfWork } from './group-commit-unit-of-work.ts';
import { MikroOrmUnitOfWork } from './mikro-orm-unit-of-work.ts';
import { type DatabaseConfig, type OrmOptions, openOrm, openSqlite } from './open-orm.ts';
import { PostgresReader, SqliteReader, type SqlReader } from './sql-reader.ts';
import { PostgresWriter, SqliteWriter, type SqlWriter } from './sql-writer.ts';
import { UnsyncedWriter } from './unsynced-writer.ts';

export type OpenDatabase = {
  orm: MikroORM;
  /** The writing handle, for SQLite alone. */
  sqlite: BetterSqlite.Database | null;
  unitOfWork: UnitOfWork;
  reader: SqlReader;
  writer: SqlWriter;
  unsynced: UnsyncedWriter;
  close(): Promise<void>;
};

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | null = null;
  return () => {
    closing ??= close();
    return closing;
  };
}

async function openPostgres(config: DatabaseConfig & { dialect: 'postgres' }, options: OrmOptions): Promise<OpenDatabase> {
  const { orm } = await openOrm(config, options);
  const pool = new Pool({ connectionString: config.url, max: config.poolSize });
  // A connection dropped by the server while idle has left the pool already; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    orm,
    sqlite: null,
    unitOfWork: new MikroOrmUnitOfWork(orm.em),
    reader: new PostgresReader(pool),
    writer: new PostgresWriter(orm.em),
    unsynced: new UnsyncedWriter(null),
    close: once(async () => {
      await pool.end();
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
  return {
    orm,
    sqlite,
    unitOfWork: new GroupCommitUnitOfWork({ em: orm.em, sqlite }),
    reader: new SqliteReader(reading),
    writer: new SqliteWriter(orm.em, sqlite),
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

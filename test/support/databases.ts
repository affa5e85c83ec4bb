import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntitySchema } from '@mikro-orm/core';
import type BetterSqlite from 'better-sqlite3';
import { Client } from 'pg';
import { type OpenDatabase, openDatabase } from '#adapters/persistence/open-database.ts';
import type { DatabaseConfig } from '#adapters/persistence/open-orm.ts';
import { clearPostgres, clearSqlite } from './clear-database.ts';
import { postgresServer } from './postgres-server.ts';
import { buildSchema } from './schema.ts';

export type TestDatabase = OpenDatabase & {
  config: DatabaseConfig;
  /** Empties every table. */
  clear(): Promise<void>;
};

/** Tables of a suite's own, beside those of the product. */
type TestOptions = { extraMappings?: readonly EntitySchema[] };

export type DatabaseKind = {
  name: 'sqlite' | 'postgres';
  open(options?: TestOptions): Promise<TestDatabase>;
  /** A database without tables, that stays while nobody is connected to it. */
  create(): Promise<{ config: DatabaseConfig; remove(): Promise<void> }>;
};

const IN_MEMORY: DatabaseConfig = { dialect: 'sqlite', path: ':memory:' };
const TEMPLATE = 'veza_template';
let template: Promise<void> | null = null;
let made = 0;

const configOf = (url: string) => ({ dialect: 'postgres', url, poolSize: 8 }) as const;

async function makeTemplate(): Promise<void> {
  const { admin, urlOf } = await postgresServer();
  await admin.query(`create database ${TEMPLATE}`);
  const database = await openDatabase(configOf(urlOf(TEMPLATE)));
  await buildSchema(database);
  await database.close();
}

async function createPostgres(template: string) {
  const { admin, urlOf } = await postgresServer();
  made += 1;
  const name = `test_${made}`;
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  return { config: configOf(urlOf(name)), remove: async () => void (await admin.query(`drop database ${name} with (force)`)) };
}

async function createSqlite() {
  const folder = await mkdtemp(join(tmpdir(), 'veza-sqlite-'));
  const config: DatabaseConfig = { dialect: 'sqlite', path: join(folder, 'test.sqlite') };
  return { config, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function openPostgres(options: TestOptions = {}): Promise<TestDatabase> {
  template ??= makeTemplate();
  await template;
  const { config, remove } = await createPostgres(TEMPLATE);
  const database = await openDatabase(config, options);
  if (options.extraMappings) await database.orm.schema.update({ safe: true });
  const clearing = new Client({ connectionString: config.url });
  await clearing.connect();
  return {
    ...database,
    config,
    clear: () => clearPostgres(clearing),
    close: async () => {
      await clearing.end();
      await database.close();
      await remove();
    },
  };
}

let image: Promise<Buffer> | null = null;

async function makeImage(): Promise<Buffer> {
  const database = await openDatabase(IN_MEMORY);
  await buildSchema(database);
  const made = handleOf(database).serialize();
  await database.close();
  return made;
}

async function openSqlite(options: TestOptions = {}): Promise<TestDatabase> {
  image ??= makeImage();
  const database = await openDatabase(IN_MEMORY, { ...options, image: await image });
  if (options.extraMappings) await database.orm.schema.update({ safe: true });
  return { ...database, config: IN_MEMORY, clear: async () => clearSqlite(handleOf(database)) };
}

function handleOf({ sqlite }: OpenDatabase): BetterSqlite.Database {
  if (!sqlite) throw new Error('the SQLite driver opened no handle');
  return sqlite;
}

/** Both databases that the product runs on: `for (const database of databases) describe(…)`. */
export const databases: readonly DatabaseKind[] = [
  { name: 'sqlite', open: openSqlite, create: createSqlite },
  { name: 'postgres', open: openPostgres, create: () => createPostgres('template1') },
];

import type BetterSqlite from 'better-sqlite3';
import type { OpenDatabase } from './open-database.ts';

type Violation = { table: string; rowid: number | bigint | null; parent: string };

/** Any number, the same in every process: who holds it migrates. */
const LOCK = 7_263_001;

export class BrokenForeignKeys extends Error {
  constructor(violations: readonly Violation[]) {
    const pairs = new Set(violations.map(({ table, parent }) => `${table} → ${parent}`));
    super(`rows point at rows that do not exist (${[...pairs].join(', ')}): nothing was migrated`);
  }
}

const namesOf = (migrations: readonly { name: string }[]): string[] => migrations.map(({ name }) => name);

/**
 * A table rebuild drops the old table, which takes all rows with it that point at it by ON DELETE CASCADE. The switch for
 * foreign keys does nothing inside a transaction, so it is thrown before, and the keys are checked before the commit.
 */
async function migrateSqlite({ orm }: OpenDatabase, sqlite: BetterSqlite.Database): Promise<string[]> {
  const { migrator } = orm;
  // Makes its own table, which it would wait for ever to do while the one connection is taken by the transaction below.
  await migrator.getExecuted();
  sqlite.pragma('foreign_keys = OFF');
  try {
    return await orm.em.transactional(async (em) => {
      const applied = await migrator.up({ transaction: em.getTransactionContext() });
      const violations = sqlite.pragma('foreign_key_check') as Violation[];
      if (violations.length > 0) throw new BrokenForeignKeys(violations);
      return namesOf(applied);
    });
  } finally {
    sqlite.pragma('foreign_keys = ON');
  }
}

async function migratePostgres({ orm }: OpenDatabase): Promise<string[]> {
  return orm.em.transactional(async (em) => {
    await em.getConnection().execute(`select pg_advisory_xact_lock(${LOCK})`, [], 'all', em.getTransactionContext());
    return namesOf(await orm.migrator.up());
  });
}

/** Applies the migrations that are pending: all of them, or none. Of several processes that start at once, one does. */
export function migrate(database: OpenDatabase): Promise<string[]> {
  return database.sqlite ? migrateSqlite(database, database.sqlite) : migratePostgres(database);
}

export async function pendingMigrations({ orm }: OpenDatabase): Promise<string[]> {
  return namesOf(await orm.migrator.getPending());
}

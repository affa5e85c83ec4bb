import type { DatabaseConfig } from '#adapters/persistence/open-orm.ts';
import { ServerLock } from '#adapters/persistence/server-lock.ts';
import { GivenUp } from './given-up.ts';
import { UnreachableDatabase } from './unreachable-database.ts';

/**
 * Takes a SQLite file for this server alone; the tools may still run beside it. Null where nothing has to be taken.
 * @throws {GivenUp} when another server has it.
 */
export function claimDatabase(database: DatabaseConfig): ServerLock | null {
  if (database.dialect !== 'sqlite' || database.path === ':memory:') return null;
  const lock = take(database);
  if (lock) return lock;
  throw new GivenUp(
    `another server uses ${database.path}, and a SQLite file belongs to one: stop that one first, or use PostgreSQL for several`,
  );
}

function take(database: DatabaseConfig & { dialect: 'sqlite' }): ServerLock | null {
  try {
    return ServerLock.take(database.path);
  } catch (error) {
    throw new UnreachableDatabase(database, error);
  }
}

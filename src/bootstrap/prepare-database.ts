import type { Container } from 'inversify';
import { migrate, pendingMigrations } from '#adapters/persistence/migrate.ts';
import { Log } from '#application/shared/ports.ts';
import type { Config } from './config.ts';
import { GivenUp } from './given-up.ts';
import { Database } from './modules/persistence.module.ts';
import { UnreachableDatabase } from './unreachable-database.ts';

/**
 * Brings a SQLite file up to date by itself. PostgreSQL is shared by many processes, so its schema changes when somebody
 * says so: with `npm run migrate`.
 * @throws {GivenUp} when it cannot be reached, or is behind.
 */
export async function prepareDatabase(container: Container, config: Config): Promise<void> {
  const database = await container.getAsync(Database);
  await database.reader.first('select 1 as alive').catch((error: unknown) => {
    throw new UnreachableDatabase(config.database, error);
  });
  if (config.database.dialect === 'sqlite') {
    const applied = await migrate(database);
    if (applied.length > 0) container.get(Log).info('migrated', { applied });
    return;
  }
  const pending = await pendingMigrations(database);
  if (pending.length > 0) throw new GivenUp(`the database is ${pending.length} migration(s) behind: run "npm run migrate" first`);
}

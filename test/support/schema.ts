import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { migrate } from '#adapters/persistence/migrate.ts';
import type { OpenDatabase } from '#adapters/persistence/open-database.ts';

function hasMigrations(dialect: 'sqlite' | 'postgres'): boolean {
  const folder = resolve(import.meta.dirname, '../../migrations', dialect);
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.ts'));
}

/** The schema of the product in an empty database: as an installation gets it, once there are migrations. */
export async function buildSchema(database: OpenDatabase): Promise<void> {
  if (hasMigrations(database.reader.dialect)) await migrate(database);
  else await database.orm.schema.create();
}

import type { OpenDatabase } from '#adapters/persistence/open-database.ts';

/** The schema of the product in an empty database. */
export async function buildSchema(database: OpenDatabase): Promise<void> {
  await database.orm.schema.create();
}

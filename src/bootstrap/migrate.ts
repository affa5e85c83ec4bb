import { openPgBoss } from '#adapters/jobs/open-pg-boss.ts';
import { PinoLog } from '#adapters/logging/pino-log.ts';
import { migrate } from '#adapters/persistence/migrate.ts';
import { type OpenDatabase, openDatabase } from '#adapters/persistence/open-database.ts';
import type { DatabaseConfig } from '#adapters/persistence/open-orm.ts';
import { readConfig } from './config.ts';
import { runCommand } from './run-command.ts';
import { UnreachableDatabase } from './unreachable-database.ts';

const help = `npm run migrate

Brings the database up to date: all pending migrations, or none. Of several that
run at once, one does the work. On SQLite the server does it by itself.`;

/** Of PostgreSQL: no such database. The migrator makes it. */
const MISSING = '3D000';

await runCommand({
  help,
  flags: {},
  run: async ({ say }) => {
    const { database: settings, LOG_LEVEL: level } = readConfig(process.env);
    const database = await openDatabase(settings).catch((error: unknown) => {
      throw new UnreachableDatabase(settings, error);
    });
    try {
      await reach(database, settings);
      const applied = await migrate(database);
      if (settings.dialect === 'postgres')
        await (await openPgBoss({ url: settings.url, log: new PinoLog({ level, stream: 2 }) })).stop({ graceful: false });
      say(applied.length > 0 ? `applied ${applied.join(', ')}` : 'the database is up to date');
    } finally {
      await database.close();
    }
    return true;
  },
});

async function reach({ reader }: OpenDatabase, settings: DatabaseConfig): Promise<void> {
  try {
    await reader.first('select 1 as alive');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === MISSING)) throw new UnreachableDatabase(settings, error);
  }
}

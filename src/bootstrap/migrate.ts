import { openPgBoss } from '#adapters/jobs/open-pg-boss.ts';
import { PinoLog } from '#adapters/logging/pino-log.ts';
import { migrate } from '#adapters/persistence/migrate.ts';
import { openDatabase } from '#adapters/persistence/open-database.ts';
import { runOnce } from './run-once.ts';

await runOnce(async ({ database: settings, LOG_LEVEL: level }) => {
  const log = new PinoLog({ level });
  const database = await openDatabase(settings);
  try {
    const applied = await migrate(database);
    if (settings.dialect === 'postgres') await (await openPgBoss({ url: settings.url, log })).stop({ graceful: false });
    log.info('migrated', { applied });
  } finally {
    await database.close();
  }
});

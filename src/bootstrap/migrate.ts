import { openPgBoss } from '#adapters/jobs/open-pg-boss.ts';
import { PinoLog } from '#adapters/logging/pino-log.ts';
import { migrate } from '#adapters/persistence/migrate.ts';
import { openDatabase } from '#adapters/persistence/open-database.ts';
import { readConfig } from './config.ts';
import { runCommand } from './run-command.ts';

const help = `npm run migrate

Brings the database up to date: all pending migrations, or none. Of several that
run at once, one does the work. On SQLite the server does it by itself.`;

await runCommand({
  help,
  flags: {},
  run: async ({ say }) => {
    const { database: settings, LOG_LEVEL: level } = readConfig(process.env);
    const database = await openDatabase(settings);
    try {
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

import { JobWorker } from '#application/shared/jobs.ts';
import { Log } from '#application/shared/ports.ts';
import type { Config } from './config.ts';
import { buildContainer, closeContainer } from './container.ts';
import { openDataDirectory } from './data-directory.ts';
import { GivenUp } from './given-up.ts';
import { prepareDatabase } from './prepare-database.ts';
import type { Running } from './run-until-signal.ts';

/** The workers alone, beside any number of API processes on one PostgreSQL. */
export async function runWorker(config: Config): Promise<Running> {
  if (config.database.dialect === 'sqlite')
    throw new GivenUp('a SQLite file belongs to one process: use PostgreSQL to run workers of their own');
  openDataDirectory(config.dataDir);
  const container = await buildContainer(config);
  await prepareDatabase(container, config);
  const worker = await container.getAsync(JobWorker);
  await worker.start();
  const log = container.get(Log);
  log.info('working');
  return {
    stop: async () => {
      log.info('stopping');
      await worker.stop({ timeoutMs: config.SHUTDOWN_TIMEOUT });
      await closeContainer(container);
      log.info('stopped');
    },
  };
}

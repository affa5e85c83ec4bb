import { PgBoss } from 'pg-boss';
import type { Log } from '#application/shared/ports.ts';
import { LONGEST_BACKOFF_SECONDS, STRANGERS } from './retry-policy.ts';

export const DEAD_LETTERS = 'dead-letters';

const HOUR = 3_600;
const forAges = { retentionSeconds: 10 * 365 * 24 * HOUR };

/** What every queue has in common. `short`: of two waiting jobs with one key, only the first is kept. */
export const queueOptions = ({ attempts, backoffSeconds } = STRANGERS) => ({
  ...forAges,
  retryLimit: attempts - 1,
  retryDelay: backoffSeconds,
  retryBackoff: true,
  retryDelayMax: LONGEST_BACKOFF_SECONDS,
  deadLetter: DEAD_LETTERS,
  heartbeatSeconds: 30,
  expireInSeconds: 24 * HOUR,
  deleteAfterSeconds: HOUR,
});

/** Started, with its tables made. Each process looks after all of them: whoever is alive frees the jobs of workers that died. */
export async function openPgBoss(options: { url: string; log: Log }): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: 'veza-jobs',
    max: 4,
    schedule: false,
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
    maintenanceIntervalSeconds: HOUR,
  });
  boss.on('error', (error) => options.log.error('job_queue_failed', { error: error.message }));
  boss.on('warning', ({ message }) => options.log.warn('job_queue_warning', { message }));
  await boss.start();
  await boss.createQueue(DEAD_LETTERS, forAges);
  return boss;
}

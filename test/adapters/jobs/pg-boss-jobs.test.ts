import { ConcurrentJobWorker } from '#adapters/jobs/concurrent-job-worker.ts';
import { Foreground } from '#adapters/jobs/foreground.ts';
import { openPgBoss } from '#adapters/jobs/open-pg-boss.ts';
import { PgBossJobInspection } from '#adapters/jobs/pg-boss-job-inspection.ts';
import { PgBossJobQueue } from '#adapters/jobs/pg-boss-job-queue.ts';
import { PgBossJobStore } from '#adapters/jobs/pg-boss-job-store.ts';
import { ScheduleReport } from '#adapters/jobs/schedule-report.ts';
import { ScheduleTicker } from '#adapters/jobs/schedule-ticker.ts';
import { WakeUp } from '#adapters/jobs/wake-up.ts';
import { tellsOfJobsByTheirPayload } from '#test/contracts/job-inspection.contract.ts';
import { behavesLikeAJobQueue } from '#test/contracts/job-queue.contract.ts';
import { behavesLikeAJobWorker } from '#test/contracts/job-worker.contract.ts';
import type { OpenedJobs } from '#test/contracts/opened-jobs.ts';
import { databases } from '#test/support/databases.ts';
import { RecordingLog } from '#test/support/recording-log.ts';
import { TestClock } from '#test/support/test-clock.ts';
import { TestIds } from '#test/support/test-ids.ts';

const AGE_JOBS = `
  update pgboss.job set start_after = start_after - cast(? as interval), started_on = started_on - cast(? as interval),
    heartbeat_on = heartbeat_on - cast(? as interval), created_on = created_on - cast(? as interval)`;
/** How long ago each queue was last looked after. */
const AGE_CARE = 'update pgboss.queue set monitor_claim_on = monitor_claim_on - cast(? as interval)';

async function open(): Promise<OpenedJobs> {
  const [postgres] = databases.filter(({ name }) => name === 'postgres');
  if (!postgres) throw new Error('there is no PostgreSQL to test with');
  const database = await postgres.open();
  if (database.config.dialect !== 'postgres') throw new Error('this is no PostgreSQL');
  const [clock, ids, log] = [new TestClock(new Date()), new TestIds(), new RecordingLog()];
  const boss = await openPgBoss({ url: database.config.url, log });
  const [wakeUp, foreground] = [new WakeUp(), new Foreground()];
  const queue = new PgBossJobQueue({ ...database, boss, ids, wakeUp });
  return {
    ...database,
    queue,
    foreground,
    log,
    workerOf: (handlers, schedules = []) => {
      const store = new PgBossJobStore({ ...database, boss });
      const ticker = new ScheduleTicker({ ...database, clock, queue, store, schedules });
      return new ConcurrentJobWorker({ store, ticker, handlers, wakeUp, foreground, log, metrics: { count: () => undefined } });
    },
    inspectionOf: (schedules = []) =>
      new PgBossJobInspection({ ...database, boss, report: new ScheduleReport({ ...database, clock, schedules }) }),
    now: () => new Date(),
    elapse: async (ms) => {
      clock.tick(ms);
      const interval = `${ms} milliseconds`;
      await database.unitOfWork.run(async () => {
        await database.writer.run(AGE_JOBS, [interval, interval, interval, interval]);
        await database.writer.run(AGE_CARE, [interval]);
      });
      await boss.supervise();
    },
    close: async () => {
      await boss.stop({ graceful: false });
      await database.close();
    },
  };
}

describe('pg-boss jobs', () => {
  behavesLikeAJobQueue(open);
  behavesLikeAJobWorker(open);
  tellsOfJobsByTheirPayload(open);
});

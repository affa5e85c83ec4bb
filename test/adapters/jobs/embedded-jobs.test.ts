import { ConcurrentJobWorker } from '#adapters/jobs/concurrent-job-worker.ts';
import { EmbeddedJobInspection } from '#adapters/jobs/embedded-job-inspection.ts';
import { EmbeddedJobQueue } from '#adapters/jobs/embedded-job-queue.ts';
import { EmbeddedJobStore } from '#adapters/jobs/embedded-job-store.ts';
import { Foreground } from '#adapters/jobs/foreground.ts';
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

async function open(): Promise<OpenedJobs> {
  const [sqlite] = databases.filter(({ name }) => name === 'sqlite');
  if (!sqlite) throw new Error('there is no SQLite to test with');
  const database = await sqlite.open();
  const [clock, ids, log, wakeUp] = [new TestClock(new Date()), new TestIds(), new RecordingLog(), new WakeUp()];
  const foreground = new Foreground();
  const queue = new EmbeddedJobQueue({ ...database, clock, ids, wakeUp });
  return {
    ...database,
    queue,
    foreground,
    log,
    workerOf: (handlers, schedules = []) => {
      const store = new EmbeddedJobStore({ ...database, clock, ids });
      const ticker = new ScheduleTicker({ ...database, clock, queue, store, schedules });
      return new ConcurrentJobWorker({ store, ticker, handlers, wakeUp, foreground, log, metrics: { count: () => undefined } });
    },
    inspectionOf: (schedules = []) =>
      new EmbeddedJobInspection({ ...database, clock, wakeUp, report: new ScheduleReport({ ...database, clock, schedules }) }),
    now: () => clock.now(),
    elapse: async (ms) => clock.tick(ms),
  };
}

describe('embedded jobs', () => {
  behavesLikeAJobQueue(open);
  behavesLikeAJobWorker(open);
  tellsOfJobsByTheirPayload(open);
});

import assert from 'node:assert/strict';
import sinon from 'sinon';
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
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { RecordingLog } from '#test/support/recording-log.ts';
import { TestClock } from '#test/support/test-clock.ts';
import { TestIds } from '#test/support/test-ids.ts';

async function sqliteDatabase(): Promise<TestDatabase> {
  const [sqlite] = databases.filter(({ name }) => name === 'sqlite');
  if (!sqlite) throw new Error('there is no SQLite to test with');
  return sqlite.open();
}

async function open(): Promise<OpenedJobs> {
  const database = await sqliteDatabase();
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

describe('the lease of an embedded job', () => {
  it('lapses when it could not be put on record how the job went, although its worker lives and keeps others', async () => {
    const database = await sqliteDatabase();
    const [clock, ids] = [new TestClock(new Date()), new TestIds()];
    const queue = new EmbeddedJobQueue({ ...database, clock, ids, wakeUp: new WakeUp() });
    const store = new EmbeddedJobStore({ ...database, clock, ids });
    const take = () => store.take({ total: 1, of: () => 1 });
    for (const name of ['first', 'second']) await database.unitOfWork.run(() => queue.enqueue(name, {}));
    const [[first], [second]] = [await take(), await take()];
    assert.ok(first && second);
    const away = sinon.stub(database.unitOfWork, 'run').rejects(new Error('the disk is full'));
    await assert.rejects(store.complete(first), /disk/);
    away.restore();
    for (let seconds = 0; seconds < 40; seconds += 10) {
      clock.tick(10_000);
      await store.keep([second]);
    }
    assert.deepEqual(
      (await take()).map(({ name, attempt }) => [name, attempt]),
      [['first', 2]],
    );
    await database.close();
  });
});

describe('embedded jobs', () => {
  behavesLikeAJobQueue(open);
  behavesLikeAJobWorker(open);
  tellsOfJobsByTheirPayload(open);
});

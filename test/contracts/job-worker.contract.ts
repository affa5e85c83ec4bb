import assert from 'node:assert/strict';
import { type JobWorker, Schedule } from '#application/shared/jobs.ts';
import { type OpenedJobs, RecordingHandler } from './opened-jobs.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GRACE = 2 * MINUTE;

export function behavesLikeAJobWorker(open: () => Promise<OpenedJobs>): void {
  describe('a job worker', () => {
    let jobs: OpenedJobs;
    let workers: JobWorker[] = [];
    before(async () => {
      jobs = await open();
    });
    afterEach(async () => {
      await Promise.all(workers.map((worker) => worker.stop({ timeoutMs: 0 })));
      workers = [];
      await jobs.clear();
    });
    after(() => jobs.close());

    const enqueue = (name: string, payload = {}) => jobs.unitOfWork.run(() => jobs.queue.enqueue(name, payload));
    const start = async (...of: Parameters<OpenedJobs['workerOf']>) => {
      const worker = jobs.workerOf(...of);
      workers.push(worker);
      await worker.start();
      return worker;
    };

    it('runs a job by itself once it is enqueued', async () => {
      const done = Promise.withResolvers<void>();
      await start([new RecordingHandler('send', () => done.resolve())]);
      await enqueue('send');
      await done.promise;
    });

    it('runs each of many jobs once, on two workers at the same time', async () => {
      const total = 40;
      const seen: unknown[] = [];
      const done = Promise.withResolvers<void>();
      const handler = () =>
        new RecordingHandler('count', async ({ number }) => {
          seen.push(number);
          await new Promise(setImmediate);
          if (seen.length === total) done.resolve();
        });
      await Promise.all([start([handler()]), start([handler()])]);
      await jobs.unitOfWork.run(async () => {
        for (let number = 0; number < total; number += 1) await jobs.queue.enqueue('count', { number });
      });
      await done.promise;
      await Promise.all(workers.map((worker) => worker.stop({ timeoutMs: 5_000 })));
      assert.deepEqual([...new Set(seen)].length, total);
      assert.deepEqual([seen.length, await jobs.inspectionOf().counts()], [total, []]);
    });

    it('keeps room for others beside a kind of job that takes for ever', async () => {
      const release = Promise.withResolvers<void>();
      const done = Promise.withResolvers<void>();
      for (let number = 0; number < 10; number += 1) await enqueue('slow');
      const slow = new RecordingHandler('slow', () => release.promise);
      const worker = await start([slow, new RecordingHandler('quick', () => done.resolve())]);
      await enqueue('quick');
      await done.promise;
      assert.ok(slow.given.length < 10);
      release.resolve();
      await worker.stop({ timeoutMs: 5_000 });
    });

    it('takes up a few at a time while somebody waits for an answer of this process', async () => {
      for (let number = 0; number < 8; number += 1) await enqueue(number % 2 ? 'odd' : 'even');
      const [first, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let begun = 0;
      const note = () => {
        begun += 1;
        if (begun === 4) first.resolve();
        return release.promise;
      };
      jobs.foreground.enter();
      const worker = await start([new RecordingHandler('odd', note), new RecordingHandler('even', note)]);
      await first.promise;
      await new Promise(setImmediate);
      assert.equal(begun, 4);
      jobs.foreground.leave();
      release.resolve();
      await worker.stop({ timeoutMs: 5_000 });
    });

    it('waits for the running job when it is stopped, and starts no other', async () => {
      const [started, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const slow = new RecordingHandler('slow', async () => {
        started.resolve();
        await release.promise;
      });
      const worker = await start([slow]);
      await enqueue('slow');
      await started.promise;
      const stopping = worker.stop({ timeoutMs: 10_000 });
      await enqueue('slow');
      release.resolve();
      await stopping;
      assert.equal(slow.given.length, 1);
      assert.deepEqual(await jobs.inspectionOf().counts(), [{ jobName: 'slow', waiting: 1, running: 0, dead: 0 }]);
    });

    it('starts again after it was stopped', async () => {
      const done = Promise.withResolvers<void>();
      const worker = await start([new RecordingHandler('send', () => done.resolve())]);
      await worker.stop({ timeoutMs: 1_000 });
      await enqueue('send');
      await worker.start();
      await done.promise;
    });

    it('takes over what a dead worker was doing', async () => {
      const [started, never] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const dying = await start([
        new RecordingHandler('send', () => {
          started.resolve();
          return never.promise;
        }),
      ]);
      await enqueue('send', { orderId: 'o-1' });
      await started.promise;
      await dying.stop({ timeoutMs: 0 });
      assert.equal(jobs.log.lines.at(-1)?.event, 'jobs_abandoned');
      const heir = new RecordingHandler('send');
      const worker = jobs.workerOf([heir]);
      await worker.drain();
      assert.equal(heir.given.length, 0);
      await jobs.elapse(HOUR);
      await jobs.elapse(HOUR);
      await worker.drain();
      assert.deepEqual(heir.given, [{ orderId: 'o-1' }]);
      never.resolve();
      await new Promise(setImmediate);
      assert.deepEqual(await jobs.inspectionOf().counts(), []);
    });

    it('makes a dead letter of a job whose workers die of it, each time that they try', async () => {
      const never = Promise.withResolvers<void>();
      await enqueue('deadly', { orderId: 'o-1' });
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        const started = Promise.withResolvers<void>();
        const deadly = new RecordingHandler('deadly', () => {
          started.resolve();
          return never.promise;
        });
        const dying = await start([deadly]);
        await started.promise;
        await dying.stop({ timeoutMs: 0 });
        await jobs.elapse(HOUR);
        await jobs.elapse(HOUR);
      }
      const survivor = new RecordingHandler('deadly');
      await jobs.workerOf([survivor]).drain();
      const [letter] = (await jobs.inspectionOf().deadLetters({ limit: 10 })).data;
      assert.deepEqual([survivor.given, letter?.payload, letter?.attempts], [[], { orderId: 'o-1' }, 3]);
      assert.match(letter?.error ?? '', /heartbeat|worker/);
      assert.deepEqual(await jobs.inspectionOf().counts(), [{ jobName: 'deadly', waiting: 0, running: 0, dead: 1 }]);
    });

    it('refuses two handlers for one job name', () => {
      assert.throws(() => jobs.workerOf([new RecordingHandler('send'), new RecordingHandler('send')]), /same job name/);
    });

    describe('with a schedule', () => {
      const hourly = new Schedule({ jobName: 'sweep', everyMs: HOUR });
      const states = () => jobs.inspectionOf([hourly]).schedules();

      it('runs at the first start, and then once in each interval over all workers', async () => {
        const sweep = new RecordingHandler('sweep');
        const all = [1, 2, 3].map(() => jobs.workerOf([sweep], [hourly]));
        const drainAll = () => Promise.all(all.map((worker) => worker.drain()));
        await drainAll();
        await drainAll();
        assert.equal(sweep.given.length, 1);
        await jobs.elapse(30 * MINUTE);
        await drainAll();
        assert.equal(sweep.given.length, 1);
        await jobs.elapse(31 * MINUTE);
        await drainAll();
        assert.equal(sweep.given.length, 2);
      });

      it('does not run again at a restart before its time', async () => {
        const sweep = new RecordingHandler('sweep');
        await jobs.workerOf([sweep], [hourly]).drain();
        await jobs.workerOf([sweep], [hourly]).drain();
        assert.equal(sweep.given.length, 1);
      });

      it('runs sooner when its interval was shortened', async () => {
        const sweep = new RecordingHandler('sweep');
        await jobs.workerOf([sweep], [hourly]).drain();
        const worker = jobs.workerOf([sweep], [new Schedule({ jobName: 'sweep', everyMs: MINUTE })]);
        await worker.drain();
        await jobs.elapse(2 * MINUTE);
        await worker.drain();
        assert.equal(sweep.given.length, 2);
      });

      it('does not start a run while one that failed waits for its next try', async () => {
        const sweep = new RecordingHandler('sweep', () => Promise.reject(new Error('no')), { attempts: 9, backoffSeconds: 3_600 });
        const worker = jobs.workerOf([sweep], [new Schedule({ jobName: 'sweep', everyMs: MINUTE })]);
        await worker.drain();
        await jobs.elapse(10 * MINUTE);
        await worker.drain();
        assert.deepEqual(await jobs.inspectionOf().counts(), [{ jobName: 'sweep', waiting: 1, running: 0, dead: 0 }]);
      });

      it('tells when it last ended well, and that it is overdue', async () => {
        assert.deepEqual(await states(), [{ jobName: 'sweep', everyMs: HOUR, lastRunAt: null, overdueSince: null }]);
        const worker = jobs.workerOf([new RecordingHandler('sweep')], [hourly]);
        await worker.drain();
        const [ran] = await states();
        assert.ok(ran?.lastRunAt);
        assert.equal(ran.overdueSince, null);
        await jobs.elapse(2 * HOUR);
        assert.deepEqual(await states(), [{ ...ran, overdueSince: new Date(ran.lastRunAt.getTime() + HOUR + GRACE) }]);
        await worker.drain();
        assert.equal((await states())[0]?.overdueSince, null);
      });

      it('is overdue when it only ever failed', async () => {
        const worker = jobs.workerOf([new RecordingHandler('sweep', () => Promise.reject(new Error('no')))], [hourly]);
        await worker.drain();
        await jobs.elapse(GRACE + 1_000);
        const [failed] = await states();
        assert.deepEqual([failed?.lastRunAt, failed?.overdueSince instanceof Date], [null, true]);
      });

      it('is overdue soon after the start when no worker has ever heard of it', async () => {
        const inspection = jobs.inspectionOf([hourly]);
        const overdueSince = async () => (await inspection.schedules())[0]?.overdueSince;
        assert.equal(await overdueSince(), null);
        await jobs.elapse(GRACE + 1_000);
        const since = await overdueSince();
        assert.ok(since);
        await jobs.elapse(HOUR);
        assert.deepEqual(await overdueSince(), since);
      });
    });
  });
}

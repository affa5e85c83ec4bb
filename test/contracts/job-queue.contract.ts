import assert from 'node:assert/strict';
import { NotFound } from '#application/shared/errors.ts';
import type { JobPayload } from '#application/shared/ports.ts';
import { type OpenedJobs, RecordingHandler } from './opened-jobs.ts';

const MINUTE = 60_000;
const page = { limit: 10 };

export function behavesLikeAJobQueue(open: () => Promise<OpenedJobs>): void {
  describe('a job queue', () => {
    let jobs: OpenedJobs;
    before(async () => {
      jobs = await open();
    });
    afterEach(() => jobs.clear());
    after(() => jobs.close());

    const enqueue = (name: string, payload: JobPayload = {}, options: { startAfter?: Date; key?: string } = {}) =>
      jobs.unitOfWork.run(() => jobs.queue.enqueue(name, payload, options));
    const deadLetters = async () => (await jobs.inspectionOf().deadLetters(page)).data;

    it('runs what was enqueued once its unit of work is done, with the same payload', async () => {
      const payload = { orderId: 'o-1', amount: '9007199254740993', count: 3, urgent: true, note: null, title: 'Ünïcode 🎵 \'"\\' };
      const send = new RecordingHandler('send');
      await enqueue('send', payload);
      await jobs.workerOf([send]).drain();
      assert.deepEqual(send.given, [payload]);
      assert.deepEqual(await jobs.inspectionOf().counts(), []);
    });

    it('runs nothing of a unit of work that failed', async () => {
      const send = new RecordingHandler('send');
      const fails = jobs.unitOfWork.run(async () => {
        await jobs.queue.enqueue('send', {});
        throw new RangeError('no');
      });
      await assert.rejects(fails, RangeError);
      await jobs.workerOf([send]).drain();
      assert.deepEqual(send.given, []);
    });

    it('refuses a job outside of a unit of work', () => assert.rejects(jobs.queue.enqueue('send', {}), /unit of work/));

    it('runs a job that another one enqueued', async () => {
      const second = new RecordingHandler('second');
      const first = new RecordingHandler('first', () => enqueue('second', { from: 'first' }));
      await enqueue('first');
      await jobs.workerOf([first, second]).drain();
      assert.deepEqual(second.given, [{ from: 'first' }]);
    });

    it('tries a failed job again, later and later', async () => {
      const flaky = new RecordingHandler('flaky', (_, run) => assert.equal(run, 3));
      const worker = jobs.workerOf([flaky]);
      await enqueue('flaky');
      await worker.drain();
      await worker.drain();
      assert.equal(flaky.given.length, 1);
      await jobs.elapse(2 * MINUTE);
      await worker.drain();
      assert.equal(flaky.given.length, 2);
      await jobs.elapse(1.5 * MINUTE);
      await worker.drain();
      assert.equal(flaky.given.length, 2);
      await jobs.elapse(2.5 * MINUTE);
      await worker.drain();
      assert.equal(flaky.given.length, 3);
      assert.deepEqual([await deadLetters(), await jobs.inspectionOf().counts()], [[], []]);
    });

    it('keeps a job that failed its last try as a dead letter, with the reason', async () => {
      const doomed = new RecordingHandler('doomed', () => Promise.reject(new RangeError('no such thing')));
      await enqueue('doomed', { orderId: 'o-1' });
      const worker = jobs.workerOf([doomed]);
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        await worker.drain();
        await jobs.elapse(60 * MINUTE);
      }
      assert.equal(doomed.given.length, 3);
      const [letter, ...others] = await deadLetters();
      assert.deepEqual(others, []);
      assert.ok(letter && letter.enqueuedAt <= letter.diedAt);
      const { jobName, payload, attempts, error } = letter;
      assert.deepEqual(
        { jobName, payload, attempts, error },
        { jobName: 'doomed', payload: { orderId: 'o-1' }, attempts: 3, error: 'RangeError: no such thing' },
      );
      assert.deepEqual(await jobs.inspectionOf().counts(), [{ jobName: 'doomed', waiting: 0, running: 0, dead: 1 }]);
      assert.equal(jobs.log.lines.filter(({ level, event }) => level === 'error' && event === 'job_died').length, 1);
    });

    it('runs a dead letter again when somebody asks, with all of its tries', async () => {
      const doomed = new RecordingHandler('doomed', (_, run) => assert.equal(run, 3), { attempts: 1, backoffSeconds: 1 });
      await enqueue('doomed', { orderId: 'o-1' });
      const worker = jobs.workerOf([doomed]);
      await worker.drain();
      for (const expected of [1, 0]) {
        const [letter] = await deadLetters();
        await jobs.unitOfWork.run(() => jobs.inspectionOf().retry(letter?.id ?? ''));
        await worker.drain();
        assert.equal((await deadLetters()).length, expected);
      }
      assert.deepEqual(doomed.given, [{ orderId: 'o-1' }, { orderId: 'o-1' }, { orderId: 'o-1' }]);
    });

    it('does not know a dead letter that is none', () =>
      assert.rejects(
        jobs.unitOfWork.run(() => jobs.inspectionOf().retry('01950000-0000-7000-8000-000000000000')),
        NotFound,
      ));

    it('lists dead letters in pages, the newest first', async () => {
      const doomed = new RecordingHandler('doomed', () => Promise.reject(new Error('no')), { attempts: 1, backoffSeconds: 1 });
      for (const number of [1, 2, 3]) {
        await enqueue('doomed', { number });
        await jobs.workerOf([doomed]).drain();
        await jobs.elapse(1_000);
      }
      const first = await jobs.inspectionOf().deadLetters({ limit: 2 });
      const second = await jobs.inspectionOf().deadLetters({ limit: 2, cursor: first.nextCursor ?? '' });
      assert.deepEqual(
        [...first.data, ...second.data].map(({ payload }) => payload['number']),
        [3, 2, 1],
      );
      assert.equal(second.nextCursor, null);
    });

    it('makes a dead letter of a job that nobody knows how to do', async () => {
      await enqueue('unheard-of', { orderId: 'o-1' });
      const worker = jobs.workerOf([]);
      for (let attempt = 1; attempt <= 8; attempt += 1) {
        await worker.drain();
        await jobs.elapse(60 * MINUTE);
      }
      const [letter] = await deadLetters();
      assert.deepEqual([letter?.jobName, letter?.payload, letter?.attempts], ['unheard-of', { orderId: 'o-1' }, 8]);
      assert.match(letter?.error ?? '', /nobody here knows how to do "unheard-of"/);
    });

    it('keeps one of two waiting jobs with the same name and key', async () => {
      const [index, other] = [new RecordingHandler('index'), new RecordingHandler('other')];
      await enqueue('index', { number: 1 }, { key: 'track-1' });
      await enqueue('index', { number: 2 }, { key: 'track-1' });
      await enqueue('index', { number: 3 }, { key: 'track-2' });
      await enqueue('other', { number: 4 }, { key: 'track-1' });
      await jobs.workerOf([index, other]).drain();
      assert.deepEqual(index.given.map(({ number }) => number).sort(), [1, 3]);
      assert.equal(other.given.length, 1);
    });

    it('enqueues a second job with a key once the first has started', async () => {
      const index = new RecordingHandler('index', (_, run) => (run === 1 ? enqueue('index', {}, { key: 'track-1' }) : undefined));
      await enqueue('index', {}, { key: 'track-1' });
      await jobs.workerOf([index]).drain();
      assert.equal(index.given.length, 2);
    });

    it('lets a waiting job with the same key stand for a dead letter that is retried', async () => {
      const index = new RecordingHandler('index', (_, run) => assert.notEqual(run, 1), { attempts: 1, backoffSeconds: 1 });
      await enqueue('index', {}, { key: 'track-1' });
      await jobs.workerOf([index]).drain();
      await enqueue('index', {}, { key: 'track-1' });
      const [letter] = await deadLetters();
      await jobs.unitOfWork.run(() => jobs.inspectionOf().retry(letter?.id ?? ''));
      await jobs.workerOf([index]).drain();
      assert.deepEqual([index.given.length, (await deadLetters()).length], [2, 0]);
    });

    it('runs a job no sooner than it may start', async () => {
      const remind = new RecordingHandler('remind');
      const worker = jobs.workerOf([remind]);
      await enqueue('remind', {}, { startAfter: new Date(jobs.now().getTime() + 10 * MINUTE) });
      await worker.drain();
      assert.equal(remind.given.length, 0);
      assert.deepEqual(await jobs.inspectionOf().counts(), [{ jobName: 'remind', waiting: 1, running: 0, dead: 0 }]);
      await jobs.elapse(11 * MINUTE);
      await worker.drain();
      assert.equal(remind.given.length, 1);
    });
  });
}

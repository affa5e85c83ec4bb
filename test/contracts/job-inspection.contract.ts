import assert from 'node:assert/strict';
import type { JobPayload } from '#application/shared/ports.ts';
import { type OpenedJobs, RecordingHandler } from './opened-jobs.ts';

/** What an operator is told of the jobs around one thing. */
export function tellsOfJobsByTheirPayload(open: () => Promise<OpenedJobs>): void {
  describe('telling of the jobs that mention something', () => {
    let jobs: OpenedJobs;
    before(async () => {
      jobs = await open();
    });
    after(() => jobs.close());

    const enqueue = (name: string, payload: JobPayload) => jobs.unitOfWork.run(() => jobs.queue.enqueue(name, payload));
    const mentioning = async (text: string) =>
      (await jobs.inspectionOf().mentioning(text)).map(({ jobName, state, error }) => ({ jobName, state, error }));

    it('finds the waiting and the dead ones, and nobody else’s', async () => {
      const doomed = new RecordingHandler('doomed', () => Promise.reject(new Error('no')), { attempts: 1, backoffSeconds: 1 });
      await enqueue('doomed', { orderId: 'o-100%' });
      await jobs.workerOf([doomed]).drain();
      await jobs.elapse(1_000);
      await enqueue('send', { text: 'Your receipt for order o-100%' });
      await enqueue('send', { text: 'Your receipt for order o-1000' });
      assert.deepEqual(await mentioning('o-100%'), [
        { jobName: 'doomed', state: 'dead', error: 'Error: no' },
        { jobName: 'send', state: 'waiting', error: null },
      ]);
      assert.deepEqual(await mentioning('o-2'), []);
    });
  });
}

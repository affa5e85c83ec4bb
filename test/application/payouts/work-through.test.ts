import assert from 'node:assert/strict';
import { workThrough } from '#application/payouts/work-through.ts';

describe('working through what is due', () => {
  it('takes everything, several at once, until nothing is found', async () => {
    let [left, running, most] = [10, 0, 0];
    const isMore = await workThrough(async () => {
      running += 1;
      most = Math.max(most, running);
      const found = left > 0;
      if (found) left -= 1;
      await Promise.resolve();
      running -= 1;
      return found;
    });
    assert.deepEqual([left, isMore], [0, false]);
    assert.ok(most > 1);
  });

  it('stops after so many, and says that there may be more', async () => {
    let taken = 0;
    const isMore = await workThrough(async () => {
      taken += 1;
      return true;
    });
    assert.deepEqual([taken, isMore], [500, true]);
  });

  it('fails with one that failed, once the others are over', async () => {
    let finished = 0;
    const fails = workThrough(async () => {
      finished += 1;
      if (finished === 3) throw new RangeError('no');
      return finished < 10;
    });
    await assert.rejects(fails, RangeError);
    assert.ok(finished >= 10);
  });
});

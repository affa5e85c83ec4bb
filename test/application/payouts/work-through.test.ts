import assert from 'node:assert/strict';
import { workThrough } from '#application/payouts/work-through.ts';

describe('working through what is due', () => {
  it('takes everything, several at once, until nothing is found', async () => {
    let [left, running, most] = [10, 0, 0];
    const taken = await workThrough(async () => {
      running += 1;
      most = Math.max(most, running);
      const found = left > 0;
      if (found) left -= 1;
      await Promise.resolve();
      running -= 1;
      return found;
    }, 500);
    assert.deepEqual([left, taken], [0, 10]);
    assert.ok(most > 1);
  });

  it('stops after so many', async () => {
    assert.equal(await workThrough(async () => true, 500), 500);
  });

  it('fails with one that failed, once the others are over', async () => {
    let finished = 0;
    const fails = workThrough(async () => {
      finished += 1;
      if (finished === 3) throw new RangeError('no');
      return finished < 10;
    }, 500);
    await assert.rejects(fails, RangeError);
    assert.ok(finished >= 10);
  });
});

import assert from 'node:assert/strict';
import { ReadQueue } from '#adapters/storage/read-queue.ts';

describe('waiting in line to read', () => {
  it('lets three at once, and the next when one leaves, in their order', () => {
    const queue = new ReadQueue();
    const started: number[] = [];
    for (const reader of [1, 2, 3, 4, 5, 6]) queue.enter(() => started.push(reader) > 0);
    assert.deepEqual(started, [1, 2, 3]);
    queue.leave();
    assert.deepEqual(started, [1, 2, 3, 4]);
    queue.leave();
    queue.leave();
    assert.deepEqual(started, [1, 2, 3, 4, 5, 6]);
  });

  it('passes over those who went away meanwhile, however many', () => {
    const queue = new ReadQueue();
    for (let reader = 0; reader < 3; reader += 1) queue.enter(() => true);
    for (let reader = 0; reader < 100_000; reader += 1) queue.enter(() => false);
    let reached = false;
    queue.enter(() => {
      reached = true;
      return true;
    });
    queue.leave();
    assert.equal(reached, true);
  });
});

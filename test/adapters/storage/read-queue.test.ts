import assert from 'node:assert/strict';
import { ReadQueue } from '#adapters/storage/read-queue.ts';

const QUICK = 0.1;
const SLOW = 20;

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Readers of a queue, as many as one likes, and how many of them are at it. */
function readers(queue: ReadQueue) {
  const crowd = { running: 0, most: 0 };
  const start = () => {
    crowd.running += 1;
    crowd.most = Math.max(crowd.most, crowd.running);
    return true;
  };
  return Object.assign(crowd, {
    enter: async (count: number) => {
      for (let reader = 0; reader < count; reader += 1) queue.enter(start);
      await turn();
    },
    leave: async (count: number, tookMs: number) => {
      for (let reader = 0; reader < count; reader += 1) {
        crowd.running -= 1;
        queue.leave(tookMs);
      }
      await turn();
    },
  });
}

describe('waiting in line to read', () => {
  it('lets three at once, and the next when one leaves, in their order', async () => {
    const queue = new ReadQueue();
    const started: number[] = [];
    for (const reader of [1, 2, 3, 4, 5, 6]) queue.enter(() => started.push(reader) > 0);
    assert.deepEqual(started, []);
    await turn();
    assert.deepEqual(started, [1, 2, 3]);
    queue.leave(SLOW);
    await turn();
    assert.deepEqual(started, [1, 2, 3, 4]);
    queue.leave(SLOW);
    queue.leave(SLOW);
    await turn();
    assert.deepEqual(started, [1, 2, 3, 4, 5, 6]);
  });

  it('lets more at once while reads come back quickly, but never without end', async () => {
    const crowd = readers(new ReadQueue());
    await crowd.enter(1000);
    await crowd.leave(3, QUICK);
    assert.equal(crowd.running, 6);
    for (let round = 0; round < 20; round += 1) await crowd.leave(5, QUICK);
    assert.equal(crowd.most, 32);
  });

  it('lets no more at once for a few who never had to wait', async () => {
    const crowd = readers(new ReadQueue());
    for (let round = 0; round < 100; round += 1) {
      await crowd.enter(3);
      await crowd.leave(3, QUICK);
    }
    await crowd.enter(100);
    assert.equal(crowd.running, 3);
  });

  it('lets half as many at once for each that was slow, down to three', async () => {
    const crowd = readers(new ReadQueue());
    await crowd.enter(1000);
    for (let round = 0; round < 20; round += 1) await crowd.leave(3, QUICK);
    assert.equal(crowd.running, 32);
    await crowd.leave(1, SLOW);
    assert.equal(crowd.running, 31);
    await crowd.leave(20, SLOW);
    assert.equal(crowd.running, 11);
    await crowd.leave(11, SLOW);
    assert.equal(crowd.running, 3);
  });

  it('comes to whoever enters again at once in the next turn of the event loop: the others are not held up', async () => {
    const queue = new ReadQueue();
    let times = 0;
    const again = () => {
      times += 1;
      if (times < 3) queue.enter(again);
      return false;
    };
    queue.enter(again);
    const seen: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      await turn();
      seen.push(times);
    }
    assert.deepEqual(seen, [1, 2, 3, 3]);
  });

  it('passes over those who went away meanwhile, however many', async () => {
    const queue = new ReadQueue();
    for (let reader = 0; reader < 3; reader += 1) queue.enter(() => true);
    for (let reader = 0; reader < 100_000; reader += 1) queue.enter(() => false);
    let reached = false;
    queue.enter(() => {
      reached = true;
      return true;
    });
    await turn();
    queue.leave(SLOW);
    await turn();
    assert.equal(reached, true);
  });
});

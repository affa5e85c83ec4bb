import assert from 'node:assert/strict';
import { InMemoryRateLimiter } from '#adapters/rate-limit/in-memory-rate-limiter.ts';
import { behavesLikeARateLimiter } from '#test/contracts/rate-limiter.contract.ts';

describe('in memory', () => {
  behavesLikeARateLimiter(() => {
    let now = Date.parse('2026-03-01T12:00:00Z');
    return {
      limiter: new InMemoryRateLimiter({ clock: { now: () => new Date(now) } }),
      pass: (seconds) => {
        now += seconds * 1000;
      },
      close: () => undefined,
    };
  });

  it('forgets the oldest windows rather than grow without end', async () => {
    const limiter = new InMemoryRateLimiter({ clock: { now: () => new Date(0) }, maxKeys: 2 });
    const once = { name: 'login', quota: 1, windowSeconds: 60 };
    for (const key of ['a', 'b', 'c']) await limiter.take(once, key);
    assert.deepEqual(
      [(await limiter.take(once, 'c')).allowed, (await limiter.take(once, 'b')).allowed, (await limiter.take(once, 'a')).allowed],
      [false, false, true],
    );
  });
});

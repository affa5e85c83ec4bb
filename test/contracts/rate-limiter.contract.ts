import assert from 'node:assert/strict';
import type { RateLimiter, RateLimitPolicy } from '#application/shared/rate-limit.ts';

type Opened = { limiter: RateLimiter; pass(seconds: number): Promise<void> | void; close(): Promise<void> | void };

const policy: RateLimitPolicy = { name: 'login', quota: 3, windowSeconds: 60 };

/** `open` gives a limiter that nobody has used, and a way to let time pass for it. */
export function behavesLikeARateLimiter(open: () => Promise<Opened> | Opened): void {
  describe('a rate limiter', () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const take = (key: string, of = policy) => opened.limiter.take(of, key);

    it('allows as many as the quota, and counts down', async () => {
      assert.deepEqual(await take('a'), { allowed: true, remaining: 2, resetSeconds: 60 });
      assert.deepEqual(await take('a'), { allowed: true, remaining: 1, resetSeconds: 60 });
      assert.deepEqual(await take('a'), { allowed: true, remaining: 0, resetSeconds: 60 });
      assert.deepEqual(await take('a'), { allowed: false, remaining: 0, resetSeconds: 60 });
    });

    it('counts each key, and each policy, for itself', async () => {
      for (let taken = 0; taken < 4; taken++) await take('a');
      assert.equal((await take('b')).allowed, true);
      assert.equal((await take('a', { ...policy, name: 'register' })).allowed, true);
      assert.equal((await take('a')).allowed, false);
    });

    it('begins anew when the window is over, and not before', async () => {
      for (let taken = 0; taken < 3; taken++) await take('a');
      await opened.pass(59);
      assert.deepEqual(await take('a'), { allowed: false, remaining: 0, resetSeconds: 1 });
      await opened.pass(1);
      assert.deepEqual(await take('a'), { allowed: true, remaining: 2, resetSeconds: 60 });
    });

    it('lets no more through than the quota when all come at once', async () => {
      const states = await Promise.all(Array.from({ length: 20 }, () => take('a')));
      assert.equal(states.filter((state) => state.allowed).length, 3);
    });

    it('takes back what was not to count', async () => {
      for (let taken = 0; taken < 3; taken++) await take('a');
      await opened.limiter.giveBack(policy, 'a');
      assert.deepEqual([(await take('a')).allowed, (await take('a')).allowed], [true, false]);
    });

    it('takes back nothing that nobody took', async () => {
      await opened.limiter.giveBack(policy, 'a');
      assert.equal((await take('a')).remaining, 2);
    });
  });
}

import assert from 'node:assert/strict';
import type { IdempotencyKey, IdempotencyKeys } from '#application/shared/idempotency.ts';
import type { UnitOfWork } from '#application/shared/ports.ts';

type Opened = { keys: IdempotencyKeys; unitOfWork: UnitOfWork; clear(): Promise<void>; close(): Promise<void> };

const FIRST = '0199aaaa-0000-7000-8000-000000000001';
const SECOND = '0199aaaa-0000-7000-8000-000000000002';
const at = new Date('2026-03-01T12:00:00.250Z');
const aMinuteBefore = new Date(at.getTime() - 60_000);
const aMinuteAfter = new Date(at.getTime() + 60_000);
const key: IdempotencyKey = { scope: 'POST /orders mila', key: 'k-1', fingerprint: 'a'.repeat(64) };
const answer = { status: 201, location: '/api/v1/orders/1', body: '{"total":"9007199254740993","title":"Ünïcode 🎵"}' };

export function behavesLikeIdempotencyKeys(open: () => Promise<Opened>): void {
  describe('idempotency keys', () => {
    let opened: Opened;
    before(async () => {
      opened = await open();
    });
    afterEach(() => opened.clear());
    after(() => opened.close());

    const claim = (resourceId: string, { of = key, now = at, staleBefore = aMinuteBefore } = {}) =>
      opened.unitOfWork.run(() => opened.keys.claim(of, resourceId, now, staleBefore));
    const finish = () => opened.unitOfWork.run(() => opened.keys.answer(key, answer));

    it('knows nothing of a key that nobody used', async () => {
      assert.equal(await opened.keys.find(key), null);
    });

    it('gives a new key to whoever asks first', async () => {
      assert.deepEqual(await claim(FIRST), { state: 'claimed', resourceId: FIRST });
    });

    it('says that the first request is still running', async () => {
      await claim(FIRST);
      assert.deepEqual(await claim(SECOND), { state: 'running' });
      assert.deepEqual(await opened.keys.find(key), { state: 'running' });
    });

    it('gives the same answer again, to the byte', async () => {
      await claim(FIRST);
      await finish();
      assert.deepEqual(await claim(SECOND), { state: 'answered', answer });
      assert.deepEqual(await opened.keys.find(key), { state: 'answered', answer });
    });

    it('gives an answer again that leads nowhere', async () => {
      await claim(FIRST);
      await opened.unitOfWork.run(() => opened.keys.answer(key, { ...answer, location: null }));
      assert.deepEqual(await opened.keys.find(key), { state: 'answered', answer: { ...answer, location: null } });
    });

    it('notices that the body is another one, while running and afterwards', async () => {
      const other = { ...key, fingerprint: 'b'.repeat(64) };
      await claim(FIRST);
      assert.deepEqual(await claim(SECOND, { of: other }), { state: 'reused' });
      assert.deepEqual(await opened.keys.find(other), { state: 'reused' });
      await finish();
      assert.deepEqual(await claim(SECOND, { of: other }), { state: 'reused' });
    });

    it('keeps the same key of two callers apart', async () => {
      await claim(FIRST);
      assert.deepEqual(await claim(SECOND, { of: { ...key, scope: 'POST /orders ben' } }), { state: 'claimed', resourceId: SECOND });
    });

    it('hands the key of a silent holder over, with the id that it worked under', async () => {
      await claim(FIRST);
      assert.deepEqual(await claim(SECOND, { now: aMinuteAfter, staleBefore: aMinuteAfter }), { state: 'claimed', resourceId: FIRST });
      assert.deepEqual(await claim(SECOND, { now: aMinuteAfter, staleBefore: aMinuteAfter }), { state: 'running' });
    });

    it('hands over neither an answered key nor one for another body', async () => {
      await claim(FIRST);
      const late = { now: aMinuteAfter, staleBefore: aMinuteAfter };
      assert.deepEqual(await claim(SECOND, { ...late, of: { ...key, fingerprint: 'b'.repeat(64) } }), { state: 'reused' });
      await finish();
      assert.deepEqual(await claim(SECOND, late), { state: 'answered', answer });
    });

    it('forgets a claim whose unit of work failed', async () => {
      const fails = opened.unitOfWork.run(async () => {
        await opened.keys.claim(key, FIRST, at, aMinuteBefore);
        throw new RangeError('no');
      });
      await assert.rejects(fails, RangeError);
      assert.deepEqual(await claim(SECOND), { state: 'claimed', resourceId: SECOND });
    });

    it('forgets keys that were claimed before a moment, the oldest first, as many as it is told', async () => {
      const keyAt = (minutes: number) => ({ ...key, key: `k-${minutes}` });
      for (const minutes of [2, 0, 1]) await claim(FIRST, { of: keyAt(minutes), now: new Date(at.getTime() + minutes * 60_000) });
      const forget = (before: Date, limit: number) => opened.unitOfWork.run(() => opened.keys.forget(before, limit));
      assert.equal(await forget(at, 10), 0);
      assert.equal(await forget(new Date(at.getTime() + 120_000), 1), 1);
      assert.equal(await opened.keys.find(keyAt(0)), null);
      assert.deepEqual(await opened.keys.find(keyAt(1)), { state: 'running' });
      assert.equal(await forget(new Date(at.getTime() + 120_000), 10), 1);
      assert.deepEqual([await opened.keys.find(keyAt(1)), await opened.keys.find(keyAt(2))], [null, { state: 'running' }]);
    });

    it('gives a key to one of many that ask at once', async () => {
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(FIRST)));
      assert.deepEqual(claims.map(({ state }) => state).sort(), ['claimed', ...Array(7).fill('running')]);
    });

    it('hands a silent key over to one of many that ask at once', async () => {
      await claim(FIRST);
      const late = { now: aMinuteAfter, staleBefore: aMinuteAfter };
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(SECOND, late)));
      assert.deepEqual(claims.map(({ state }) => state).sort(), ['claimed', ...Array(7).fill('running')]);
    });
  });
}

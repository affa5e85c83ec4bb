import assert from 'node:assert/strict';
import { Reversal } from '#domain/payouts/reversal.ts';
import { reversalProgress } from '#domain/payouts/reversal-progress.ts';
import { Money } from '#domain/shared/money.ts';

const HOUR = 3_600_000;
const at = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const plan = { attempts: 3, baseMs: 1_000, maxMs: 60_000 };
const ids = { id: 'r-1', transferId: 't-1', refundId: 'f-1', orderId: 'o-1', sellerId: 's-1' };

const wanted = (dueAt: Date | null = at) => new Reversal({ ...ids, amount: Money.of(300n, 'EUR'), dueAt, at });

function attempted(dueAt?: Date): Reversal {
  const reversal = wanted(dueAt);
  reversal.beginAttempt(at, later(HOUR));
  return reversal;
}

function lost(): Reversal {
  const reversal = attempted();
  for (let attempt = 1; attempt < plan.attempts; attempt += 1) {
    reversal.loseTrack('time-out', plan, at);
    reversal.beginAttempt(at, later(HOUR));
  }
  reversal.loseTrack('time-out', plan, later(1));
  return reversal;
}

describe('taking a transfer back', () => {
  it('is relied on from the start, and due at its time', () => {
    const reversal = wanted(later(1));
    assert.deepEqual([reversal.reliedOn, reversal.isDue(at), reversal.isDue(later(1))], [true, false, true]);
    reversal.becomeDue(at);
    assert.deepEqual(reversal.nextRetryAt, later(1));
  });

  it('is left to whoever tries it until its lease ends', () => {
    const reversal = attempted();
    assert.deepEqual([reversal.calls.attempts, reversal.isDue(at), reversal.isDue(later(HOUR))], [1, false, true]);
    reversal.waitUntil(later(2 * HOUR));
    assert.deepEqual(reversal.nextRetryAt, later(2 * HOUR));
  });

  it('is looked up first whenever an attempt may have gone through, and when it is older than its key', () => {
    const reversal = attempted();
    assert.deepEqual([reversal.calls.mustBeLookedUp(at), reversal.isLost], [true, false]);
    reversal.decline('no', plan, at);
    reversal.beginAttempt(later(1), later(HOUR));
    assert.deepEqual([reversal.calls.firstAttemptAt, reversal.calls.unresolvedSince], [at, later(1)]);
    reversal.loseTrack('time-out', plan, later(2));
    reversal.beginAttempt(later(3), later(HOUR));
    assert.deepEqual(reversal.calls.unresolvedSince, later(1));
    reversal.decline('no', { ...plan, attempts: 9 }, later(4));
    assert.deepEqual([reversal.calls.mustBeLookedUp(later(23 * HOUR - 1)), reversal.calls.mustBeLookedUp(later(23 * HOUR))], [false, true]);
  });

  it('asks at once for what somebody else has not taken, with no try used up and under a new key', () => {
    const reversal = attempted();
    assert.deepEqual(reversal.asked, Money.of(300n, 'EUR'));
    reversal.leaveOut(100n, later(1));
    assert.deepEqual([reversal.asked, reversal.amount], [Money.of(200n, 'EUR'), Money.of(300n, 'EUR')]);
    assert.deepEqual([reversal.isDue(later(1)), reversal.calls.attempts, reversal.calls.refusals], [true, 0, 1]);
    assert.equal(reversal.calls.unresolvedSince, null);
  });

  it('ends with the id of the provider, and nothing to complain of', () => {
    const reversal = attempted();
    reversal.decline('no', plan, at);
    reversal.succeed('trr_1', later(1));
    assert.deepEqual([reversal.status, reversal.providerReversalId, reversal.lastError], ['succeeded', 'trr_1', null]);
    assert.deepEqual([reversal.settledAt, reversal.nextRetryAt, reversal.calls.unresolvedSince], [later(1), null, null]);
  });

  it('keeps no more of a reason than there is room for', () => {
    const [declined, refused] = [attempted(), attempted()];
    declined.decline('n'.repeat(501), plan, at);
    refused.failForGood('n'.repeat(501), at);
    for (const { lastError } of [declined, refused]) assert.equal(lastError, 'n'.repeat(500));
  });

  it('that was refused for good is over, and may be tried again by hand', () => {
    const reversal = attempted();
    reversal.failForGood('no such transfer', later(1));
    assert.deepEqual([reversal.isOpen, reversal.isDue(later(HOUR)), reversal.isLost], [false, false, false]);
    reversal.retry(later(2));
    assert.deepEqual([reversal.status, reversal.settledAt, reversal.isDue(later(2))], ['pending', null, true]);
  });

  it('that is still open is tried at once by hand, and one that is over is not', () => {
    const [open, over] = [attempted(), attempted()];
    open.retry(later(1));
    over.succeed('trr_1', at);
    over.retry(later(1));
    assert.deepEqual([open.nextRetryAt, over.status, over.nextRetryAt], [later(1), 'succeeded', null]);
  });

  it('is lost when its last try was never answered, until it is certain that it was not made', () => {
    const reversal = lost();
    assert.deepEqual([reversal.isLost, reversal.settledAt], [true, later(1)]);
    reversal.confirmUnmade(later(2));
    assert.deepEqual([reversal.isLost, reversal.calls.mustBeLookedUp(later(2))], [false, false]);
  });

  it('is no longer relied on once its refund came to nothing', () => {
    const untouched = wanted();
    untouched.undo(later(1));
    assert.deepEqual([untouched.status, untouched.reliedOn, untouched.settledAt], ['dropped', false, later(1)]);
  });
});

describe('what the reversals of a transfer have come to', () => {
  it('is due with the first that is open, however many are over', () => {
    const over = wanted(at);
    over.succeed('trr_1', at);
    assert.deepEqual(reversalProgress([over, wanted(later(2)), wanted(later(1)), wanted(null)]), {
      nextTryAt: later(1),
      anyFailed: false,
      lastError: null,
    });
  });

  it('is told with the reason of one that failed, before that of one still tried', () => {
    const [tried, failed] = [attempted(), attempted()];
    tried.decline('not yet', plan, at);
    failed.failForGood('never', at);
    assert.deepEqual(reversalProgress([tried, failed]), { nextTryAt: later(1_000), anyFailed: true, lastError: 'never' });
    assert.equal(reversalProgress([wanted(), tried]).lastError, 'not yet');
    tried.drop(at);
    assert.equal(reversalProgress([tried]).lastError, null);
  });
});

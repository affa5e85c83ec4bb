import assert from 'node:assert/strict';
import { Payout } from '#domain/payouts/payout.ts';
import { Money } from '#domain/shared/money.ts';
import { IllegalTransition } from '#domain/shared/transitions.ts';

const HOUR = 3_600_000;
const at = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const plan = { attempts: 2, baseMs: 1_000, maxMs: 60_000 };
const watch = { whileInTransitMs: 1_000, whilePaidMs: 2_000, bounceWindowMs: 10_000 };
const account = { provider: 'sandbox', accountId: 'acct_1' };

const wanted = () => new Payout({ id: 'p-1', sellerId: 's-1', ...account, amount: Money.of(900n, 'EUR'), origin: 'request', at });

function attempted(): Payout {
  const payout = wanted();
  payout.beginAttempt(later(1), later(HOUR));
  return payout;
}

function paid(): Payout {
  const payout = attempted();
  payout.accept('po_1', later(2), watch);
  payout.arrive(later(3), watch);
  return payout;
}

describe('a payout on its way', () => {
  it('is left to whoever sends it until its lease ends', () => {
    const payout = attempted();
    assert.deepEqual([payout.attempts, payout.nextCheckAt, payout.updatedAt], [1, later(HOUR), later(1)]);
    payout.lease(later(2 * HOUR));
    assert.deepEqual(payout.nextCheckAt, later(2 * HOUR));
  });

  it('is looked up first after an attempt that may have gone through', () => {
    const payout = wanted();
    assert.equal(payout.mustBeLookedUp(at), false);
    payout.beginAttempt(at, later(HOUR));
    payout.loseTrack(plan, later(1));
    assert.deepEqual([payout.mustBeLookedUp(later(1)), payout.nextCheckAt, payout.updatedAt], [true, later(1_001), later(1)]);
    payout.beginAttempt(later(2), later(HOUR));
    assert.deepEqual([payout.firstAttemptAt, payout.unresolvedSince], [at, at]);
  });

  it('says when it was sent and when it arrived', () => {
    const payout = paid();
    assert.deepEqual([payout.providerPayoutId, payout.sentAt, payout.paidAt, payout.updatedAt], ['po_1', later(2), later(3), later(3)]);
    assert.throws(() => payout.accept('po_2', later(4), watch), IllegalTransition);
  });

  it('says when and why it failed, in no more words than there is room for', () => {
    const payout = attempted();
    payout.fail({ code: 'c'.repeat(101), message: 'm'.repeat(501) }, later(2));
    assert.deepEqual([payout.failureCode, payout.failureMessage], ['c'.repeat(100), 'm'.repeat(500)]);
    assert.deepEqual([payout.failedAt, payout.updatedAt, payout.unresolvedSince], [later(2), later(2), null]);
  });

  it('may fail though nobody knew of it, and while it is in transit', () => {
    const [lost, sent] = [attempted(), attempted()];
    lost.loseTrack({ ...plan, attempts: 1 }, later(2));
    assert.equal(lost.status, 'unresolved');
    sent.accept('po_1', later(2), watch);
    for (const payout of [lost, sent]) {
      payout.fail({ code: 'account_closed', message: 'closed' }, later(3));
      assert.equal(payout.status, 'failed');
    }
  });

  it('stands aside only when nobody knows what happened, and keeps to it when that is found out', () => {
    const payout = attempted();
    assert.throws(() => payout.standAside(later(2)), /does not stand aside/);
    payout.loseTrack({ ...plan, attempts: 1 }, later(2));
    payout.standAside(later(3));
    payout.standAside(later(4));
    payout.accept('po_1', later(5), watch);
    assert.deepEqual([payout.asideSince, payout.status], [later(3), 'in_transit']);
  });

  it('is asked about again when its provider did not say, whatever it has come to', () => {
    const sent = attempted();
    sent.accept('po_1', at, watch);
    sent.askAgain(later(HOUR), watch);
    assert.deepEqual(sent.nextCheckAt, later(HOUR + 1_000));
    const arrived = paid();
    arrived.askAgain(later(HOUR), watch);
    assert.deepEqual(arrived.nextCheckAt, later(HOUR + 2_000));
  });
});

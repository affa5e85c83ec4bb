import assert from 'node:assert/strict';
import { Refund, type RefundStatus, refundStatuses } from '#domain/marketplace/refund.ts';
import { Money } from '#domain/shared/money.ts';
import { IllegalTransition } from '#domain/shared/transitions.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-01T12:05:00.000Z');
const declined = { code: 'declined', message: 'no' };

const requested = (notBefore?: Date) =>
  new Refund({
    id: 'r-1',
    orderId: 'o-1',
    paymentId: 'pay_1',
    provider: 'sandbox',
    amount: Money.of(1000n, 'EUR'),
    byLine: true,
    lines: [],
    reason: 'changed my mind',
    origin: 'buyer',
    requestedBy: 'b-1',
    ...(notBefore && { notBefore }),
    at,
  });

const inState: Record<RefundStatus, () => Refund> = {
  pending: requested,
  review: () => after((refund) => refund.awaitReview(at)),
  succeeded: () => after((refund) => refund.succeed(at)),
  failed: () => after((refund) => refund.fail(declined, at)),
  unresolved: () => after((refund) => refund.giveUp()),
};

function after(event: (refund: Refund) => void): Refund {
  const refund = requested();
  event(refund);
  return refund;
}

describe('a refund', () => {
  for (const status of refundStatuses) {
    it(`can be ${status}`, () => assert.equal(inState[status]().status, status));

    it(`is ${status === 'succeeded' || status === 'failed' ? '' : 'not '}over when it is ${status}`, () =>
      assert.equal(inState[status]().isTerminal, status === 'succeeded' || status === 'failed'));
  }

  it('remembers who asked for it and why, and when it may be made', () => {
    const refund = requested(later);
    assert.deepEqual([refund.requestedBy, refund.reason, refund.byLine, refund.notBefore], ['b-1', 'changed my mind', true, later]);
    assert.equal(requested().notBefore, null);
  });

  it('does not succeed or fail twice, and is not given up once it is over', () => {
    assert.throws(() => inState.succeeded().succeed(later), IllegalTransition);
    assert.throws(() => inState.failed().fail(declined, later), IllegalTransition);
    for (const status of ['succeeded', 'failed'] as const) assert.throws(() => inState[status]().giveUp(), IllegalTransition);
  });

  for (const status of ['pending', 'review', 'unresolved'] as const) {
    it(`may come to either end when it is ${status}`, () => {
      const [made, refused] = [inState[status](), inState[status]()];
      made.succeed(later);
      refused.fail(declined, later);
      assert.deepEqual([made.status, refused.status], ['succeeded', 'failed']);
    });
  }

  it('may be given up after a review, reviewed after it was given up, and succeed after it failed', () => {
    const [reviewed, lost, failed] = [inState.review(), inState.unresolved(), inState.failed()];
    reviewed.giveUp();
    lost.awaitReview(later);
    failed.succeed(later);
    assert.deepEqual([reviewed.status, lost.status, failed.status], ['unresolved', 'review', 'succeeded']);
  });

  it('says when it succeeded, and when and why it failed after all', () => {
    const refund = inState.succeeded();
    refund.fail(declined, later);
    assert.deepEqual([refund.succeededAt, refund.failedAt], [at, later]);
    assert.deepEqual([refund.failureCode, refund.failureMessage], ['declined', 'no']);
  });

  it('keeps no more of a reason than there is room for', () => {
    const refund = requested();
    refund.fail({ code: 'c'.repeat(101), message: 'm'.repeat(501) }, at);
    assert.deepEqual([refund.failureCode, refund.failureMessage], ['c'.repeat(100), 'm'.repeat(500)]);
  });

  it('waits in review since the first time it was told so', () => {
    const refund = inState.review();
    refund.awaitReview(later);
    assert.deepEqual(refund.reviewSince, at);
  });

  it('is being asked for until the call that began last has ended', () => {
    const refund = requested();
    assert.deepEqual(refund.askedSince, at);
    refund.beginAsking(later);
    refund.endAsking(at);
    assert.deepEqual(refund.askedSince, later);
    refund.endAsking(later);
    assert.equal(refund.askedSince, null);
    refund.endAsking(later);
    assert.equal(refund.askedSince, null);
  });
});

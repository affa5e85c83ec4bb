import assert from 'node:assert/strict';
import { Transfer, type TransferStatus, transferStatuses } from '#domain/payouts/transfer.ts';
import { Money } from '#domain/shared/money.ts';
import { IllegalTransition } from '#domain/shared/transitions.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const HOUR = 3_600_000;
const plan = { attempts: 3, baseMs: 1_000, maxMs: 3_000 };
const to = { provider: 'sandbox', accountId: 'acct_1' };

function opened(): Transfer {
  return new Transfer({ id: 't-1', orderId: 'o-1', sellerId: 's-1', sequence: 1, amount: Money.of(900n, 'EUR'), at });
}

function attempted(sendable = 900n): Transfer {
  const transfer = opened();
  transfer.freeze(to, sendable, at);
  transfer.beginAttempt(at, later(HOUR));
  return transfer;
}

function arrived(): Transfer {
  const transfer = attempted();
  transfer.complete('tr_1', at);
  return transfer;
}

function failedForGood(): Transfer {
  const transfer = attempted();
  for (let attempt = 1; attempt < plan.attempts; attempt += 1) {
    transfer.decline('no', plan, at);
    transfer.beginAttempt(at, later(HOUR));
  }
  transfer.decline('no', plan, at);
  return transfer;
}

const inState: Record<TransferStatus, () => Transfer> = {
  pending: attempted,
  failed: () => {
    const transfer = attempted();
    transfer.decline('no', plan, at);
    return transfer;
  },
  completed: arrived,
  reversal_pending: () => {
    const transfer = arrived();
    transfer.followReversals({ nextTryAt: at, anyFailed: false, lastError: null }, at);
    return transfer;
  },
  reversed: () => {
    const transfer = arrived();
    transfer.followReversals({ nextTryAt: at, anyFailed: false, lastError: null }, at);
    transfer.recordReversed(900n);
    transfer.followReversals({ nextTryAt: null, anyFailed: false, lastError: null }, at);
    return transfer;
  },
  permanently_failed: failedForGood,
  canceled: () => {
    const transfer = opened();
    transfer.withhold(900n, at);
    return transfer;
  },
};

describe('a transfer', () => {
  for (const status of transferStatuses) {
    it(`can be ${status}`, () => assert.equal(inState[status]().status, status));

    if (status !== 'pending' && status !== 'failed') {
      it(`does not complete when it is ${status}`, () => assert.throws(() => inState[status]().complete('tr_2', at), IllegalTransition));
    }
    if (status === 'completed' || status === 'reversed' || status === 'canceled') {
      it(`has nothing to retry when it is ${status}`, () =>
        assert.throws(() => inState[status]().reopen(at), { code: 'TRANSFER_NOT_RETRYABLE' }));
    }
  }

  it('never completes without the id of the provider', () =>
    assert.throws(() => attempted().complete('', at), /without the provider's id/));

  it('freezes what it sends once', () => {
    const transfer = attempted(400n);
    assert.deepEqual(transfer.intent, { ...to, transferGroup: 'o-1', amount: Money.of(400n, 'EUR') });
    assert.deepEqual([transfer.share.netted, transfer.share.unsent], [500n, 400n]);
    assert.throws(() => transfer.freeze(to, 900n, at), /frozen already/);
  });

  it('is canceled when a debt takes all of it', () => {
    const transfer = opened();
    transfer.freeze(to, 0n, at);
    assert.deepEqual([transfer.status, transfer.share.netted, transfer.share.sent, transfer.nextRetryAt], ['canceled', 900n, null, null]);
  });

  it('waits twice as long after each try, up to a limit', () => {
    const transfer = attempted();
    const waits: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      transfer.decline('no', { ...plan, attempts: 9 }, at);
      waits.push((transfer.nextRetryAt?.getTime() ?? 0) - at.getTime());
      transfer.beginAttempt(at, later(HOUR));
    }
    assert.deepEqual(waits, [1_000, 2_000, 3_000, 3_000]);
  });

  it('is looked up first whenever an attempt may have gone through, and when it is older than its key', () => {
    const transfer = opened();
    transfer.freeze(to, 900n, at);
    assert.equal(transfer.calls.mustBeLookedUp(at), false);
    transfer.beginAttempt(at, later(HOUR));
    assert.equal(transfer.calls.mustBeLookedUp(at), true);
    transfer.decline('no', plan, at);
    assert.equal(transfer.calls.mustBeLookedUp(later(23 * HOUR - 1)), false);
    assert.equal(transfer.calls.mustBeLookedUp(later(23 * HOUR)), true);
  });

  it('is looked up though one attempt was refused while another one went without an answer', () => {
    const transfer = attempted();
    transfer.beginAttempt(at, later(HOUR));
    transfer.decline('no', plan, at);
    transfer.loseTrack('time-out', plan, later(1));
    assert.equal(transfer.calls.mustBeLookedUp(later(2)), true);
    assert.deepEqual(transfer.calls.unresolvedSince, later(1));
  });

  it('does not grow younger with each attempt: its key may be forgotten 23 hours after the first', () => {
    const transfer = attempted();
    transfer.decline('no', plan, at);
    transfer.beginAttempt(later(HOUR), later(2 * HOUR));
    transfer.decline('no', plan, later(HOUR));
    assert.deepEqual([transfer.calls.refusals, transfer.calls.mustBeLookedUp(later(23 * HOUR))], [2, true]);
  });

  it('uses up no attempt while the platform itself has not got the money', () => {
    const transfer = attempted();
    transfer.awaitFunds('n'.repeat(501), later(HOUR), later(1));
    assert.deepEqual(
      [transfer.status, transfer.calls.attempts, transfer.calls.refusals, transfer.calls.unresolvedSince],
      ['failed', 0, 1, null],
    );
    assert.deepEqual([transfer.nextRetryAt, transfer.lastError, transfer.updatedAt], [later(HOUR), 'n'.repeat(500), later(1)]);
    transfer.beginAttempt(later(HOUR), later(2 * HOUR));
    transfer.awaitFunds('no', later(2 * HOUR), later(HOUR));
    assert.deepEqual([transfer.status, transfer.calls.attempts, transfer.calls.refusals], ['failed', 0, 2]);
  });

  it('is unresolved for good when the last attempt was never answered, and keeps nothing back then', () => {
    const transfer = attempted();
    for (let attempt = 1; attempt < plan.attempts; attempt += 1) {
      transfer.loseTrack('time-out', plan, at);
      transfer.beginAttempt(later(attempt), later(HOUR));
    }
    transfer.loseTrack('time-out', plan, at);
    assert.deepEqual([transfer.status, transfer.calls.unresolvedSince, transfer.failedForGood], ['permanently_failed', at, false]);
    assert.equal(transfer.withhold(900n, at), 0n);
    assert.equal(transfer.reversible, 900n);
  });

  it('keeps back what was not sent, and nothing of what is on its way', () => {
    const transfer = opened();
    assert.equal(transfer.withhold(300n, at), 300n);
    assert.equal(transfer.withhold(700n, at), 600n);
    assert.equal(transfer.status, 'canceled');
    assert.equal(attempted().withhold(300n, at), 0n);
    assert.equal(arrived().withhold(300n, at), 0n);
  });

  it('sends what refunds have left of it', () => {
    const transfer = opened();
    transfer.withhold(300n, at);
    transfer.freeze(to, 900n, later(1));
    assert.deepEqual(
      [transfer.share.sent, transfer.share.netted, transfer.share.isAsFrozen, transfer.updatedAt],
      [600n, 0n, true, later(1)],
    );
  });

  it('gives way to another one for the rest of what it failed to send', () => {
    const transfer = failedForGood();
    transfer.withhold(300n, at);
    assert.equal(transfer.share.isAsFrozen, false);
    assert.equal(transfer.supersede(at), 600n);
    assert.deepEqual([transfer.status, transfer.share.unsent], ['canceled', 0n]);
  });

  it('follows its reversals', () => {
    const transfer = inState.reversal_pending();
    assert.deepEqual(transfer.nextRetryAt, at);
    transfer.recordReversed(300n);
    transfer.followReversals({ nextTryAt: null, anyFailed: false, lastError: null }, at);
    assert.deepEqual([transfer.status, transfer.reversible, transfer.nextRetryAt], ['completed', 600n, null]);
    transfer.followReversals({ nextTryAt: at, anyFailed: false, lastError: null }, at);
    transfer.followReversals({ nextTryAt: null, anyFailed: true, lastError: 'no' }, at);
    assert.equal(transfer.status, 'permanently_failed');
    transfer.reopen(at);
    assert.equal(transfer.status, 'reversal_pending');
  });

  it('is not due while a dispute holds it', () => {
    const transfer = opened();
    transfer.hold(at);
    assert.equal(transfer.isDue(at), false);
    assert.throws(() => transfer.reopen(at), { code: 'TRANSFER_NOT_RETRYABLE' });
    transfer.release(at);
    assert.equal(transfer.isDue(at), true);
  });
});

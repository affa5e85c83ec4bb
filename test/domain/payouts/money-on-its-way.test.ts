import assert from 'node:assert/strict';
import { Payout } from '#domain/payouts/payout.ts';
import { Reversal } from '#domain/payouts/reversal.ts';
import { reversalProgress } from '#domain/payouts/reversal-progress.ts';
import { SellerAccount } from '#domain/payouts/seller-account.ts';
import { balanceOf, type SellerFunds, sendable, withdrawable } from '#domain/payouts/seller-funds.ts';
import { keyMayBeForgotten, nextTry } from '#domain/shared/back-off.ts';
import { Money } from '#domain/shared/money.ts';
import { IllegalTransition } from '#domain/shared/transitions.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const plan = { attempts: 2, baseMs: 1_000, maxMs: 60_000 };
const watch = { whileInTransitMs: 1_000, whilePaidMs: 2_000, bounceWindowMs: 10_000 };

describe('where a seller stands', () => {
  const standing = (part: Partial<SellerFunds>): SellerFunds => ({
    payable: 0n,
    connect: 0n,
    inFlight: 0n,
    contested: 0n,
    returning: 0n,
    leaving: 0n,
    held: 0n,
    ...part,
  });

  for (const [what, funds, expected] of [
    ['a share that waits', { payable: 900n }, { pending: 900n, available: 0n, debt: 0n, held: 0n }],
    ['a share that has arrived', { connect: 900n }, { pending: 0n, available: 900n, debt: 0n, held: 0n }],
    ['a debt beyond everything', { payable: -900n, connect: 200n }, { pending: 0n, available: 0n, debt: 700n, held: 0n }],
    ['a debt that is covered', { payable: -200n, connect: 900n }, { pending: 0n, available: 700n, debt: 0n, held: 0n }],
    ['a dispute', { connect: 900n, held: 400n }, { pending: 0n, available: 900n, debt: 0n, held: 400n }],
    ['a reversal on its way', { payable: -300n, connect: 900n, returning: 300n }, { pending: 0n, available: 600n, debt: 0n, held: 0n }],
    [
      'a reversal beside a new share',
      { payable: 100n, connect: 900n, returning: 300n },
      { pending: 100n, available: 900n, debt: 0n, held: 300n },
    ],
    ['a payout that may have been made', { connect: 900n, leaving: 300n }, { pending: 0n, available: 900n, debt: 0n, held: 300n }],
    ['an overdrawn account', { connect: -100n }, { pending: 0n, available: 0n, debt: 100n, held: 0n }],
  ] as const) {
    it(`is shown with ${what}`, () => assert.deepEqual(balanceOf(standing(funds)), expected));
  }

  it('lets no more be sent than is owed and not on its way, with what is coming back', () => {
    assert.equal(sendable(standing({ payable: 900n, inFlight: 500n })), 400n);
    assert.equal(sendable(standing({ payable: -200n, returning: 900n })), 700n);
    assert.equal(sendable(standing({ payable: 900n, contested: 600n })), 300n);
    assert.equal(sendable(standing({ payable: -200n })), 0n);
  });

  it('lets nothing be paid out twice over', () => {
    assert.equal(withdrawable(standing({ connect: 900n, payable: -300n, returning: 300n, leaving: 200n, held: 100n })), 300n);
    assert.equal(withdrawable(standing({ connect: 100n, payable: -300n })), 0n);
  });
});

describe('a retry', () => {
  it('waits longer each time, and never longer than its limit', () => {
    assert.deepEqual(
      [1, 2, 3, 40, 5_000].map((attempt) => nextTry(plan, attempt, at).getTime() - at.getTime()),
      [1_000, 2_000, 4_000, 60_000, 60_000],
    );
  });

  it('trusts a key for 23 hours', () => {
    assert.deepEqual(
      [82_799_999, 82_800_000].map((ms) => keyMayBeForgotten(at, later(ms))),
      [false, true],
    );
  });
});

describe('a reversal', () => {
  const wanted = (dueAt: Date | null = at) =>
    new Reversal({
      id: 'r-1',
      transferId: 't-1',
      refundId: 'f-1',
      orderId: 'o-1',
      sellerId: 's-1',
      amount: Money.of(300n, 'EUR'),
      dueAt,
      at,
    });

  it('is not due before its transfer has arrived', () => {
    const reversal = wanted(null);
    assert.equal(reversal.isDue(at), false);
    assert.deepEqual(reversalProgress([reversal]), { nextTryAt: null, anyFailed: false, lastError: null });
    reversal.becomeDue(at);
    assert.deepEqual(reversalProgress([reversal]), { nextTryAt: at, anyFailed: false, lastError: null });
  });

  it('is given up after the last try, and is no longer relied on', () => {
    const reversal = wanted();
    reversal.beginAttempt(at, later(1));
    reversal.decline('no', plan, at);
    assert.deepEqual([reversal.status, reversal.nextRetryAt, reversal.calls.refusals], ['pending', later(1_000), 1]);
    reversal.beginAttempt(at, later(1));
    reversal.loseTrack('time-out', plan, at);
    assert.deepEqual([reversal.status, reversal.reliedOn, reversal.calls.unresolvedSince], ['failed', false, at]);
    reversal.retry(at);
    assert.deepEqual([reversal.status, reversal.reliedOn, reversal.calls.mustBeLookedUp(at)], ['pending', false, true]);
  });

  it('is dropped when its refund comes to nothing, unless nobody knows whether it was made', () => {
    const untouched = wanted();
    untouched.undo(at);
    assert.equal(untouched.status, 'dropped');
    const doubtful = wanted();
    doubtful.beginAttempt(at, later(1));
    doubtful.undo(at);
    assert.deepEqual([doubtful.status, doubtful.undoneAt, doubtful.reliedOn], ['pending', at, false]);
    doubtful.retry(at);
    assert.deepEqual(doubtful.nextRetryAt, later(1), 'what is under way is not taken for never made');
    const made = wanted();
    made.succeed('trr_1', at);
    made.undo(at);
    assert.equal(made.status, 'succeeded');
    assert.throws(() => made.succeed('trr_2', at), IllegalTransition);
  });
});

describe('a payout', () => {
  const wanted = () =>
    new Payout({
      id: 'p-1',
      sellerId: 's-1',
      provider: 'sandbox',
      accountId: 'acct_1',
      amount: Money.of(900n, 'EUR'),
      origin: 'request',
      at,
    });

  it('is watched until it can no longer bounce', () => {
    const payout = wanted();
    payout.accept('po_1', at, watch);
    assert.deepEqual([payout.status, payout.nextCheckAt], ['in_transit', later(1_000)]);
    payout.arrive(at, watch);
    assert.deepEqual([payout.status, payout.nextCheckAt], ['paid', later(2_000)]);
    payout.checkAgain(later(10_000), watch);
    assert.equal(payout.nextCheckAt, null);
  });

  it('may fail after it was paid, and nothing comes after that', () => {
    const payout = wanted();
    payout.accept('po_1', at, watch);
    payout.arrive(at, watch);
    payout.fail({ code: 'account_closed', message: 'closed' }, at);
    assert.deepEqual([payout.status, payout.nextCheckAt], ['failed', null]);
    assert.throws(() => payout.arrive(at, watch), IllegalTransition);
  });

  it('is unresolved after the last try, and still asked about', () => {
    const payout = wanted();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      payout.beginAttempt(at, later(1));
      payout.loseTrack(plan, at);
    }
    assert.deepEqual([payout.status, payout.nextCheckAt], ['unresolved', later(4_000)]);
    payout.accept('po_1', at, watch);
    assert.deepEqual([payout.status, payout.unresolvedSince], ['in_transit', null]);
  });

  it('is never in transit without the id of the provider', () =>
    assert.throws(() => wanted().accept('', at, watch), /without the provider's id/));
});

describe("a seller's account", () => {
  const opened = () => new SellerAccount({ id: 'a-1', sellerId: 's-1', provider: 'sandbox', at });
  const active = { status: 'active' as const, payoutsEnabled: true, requirementsDue: [] };

  it('receives and pays out only when the provider says so', () => {
    const account = opened();
    assert.deepEqual([account.mayReceive, account.mayPayOut], [false, false]);
    account.attach('acct_1', at);
    assert.equal(account.learn({ ...active, payoutsEnabled: false }, at, 1_000), true);
    assert.deepEqual([account.mayReceive, account.mayPayOut, account.nextPayoutAt], [true, false, null]);
    assert.equal(account.learn(active, at, 1_000), false);
    assert.deepEqual([account.mayPayOut, account.nextPayoutAt], [true, later(1_000)]);
    account.learn({ status: 'restricted', payoutsEnabled: true, requirementsDue: ['tos_acceptance'] }, at, 1_000);
    assert.deepEqual([account.mayReceive, account.mayPayOut, account.requirementsDue], [false, false, ['tos_acceptance']]);
  });

  it('pays out, but receives nothing more, once another one has taken its place', () => {
    const account = opened();
    account.attach('acct_1', at);
    account.learn(active, at, 1_000);
    account.replace(at);
    assert.deepEqual([account.mayReceive, account.mayPayOut], [false, true]);
  });

  it('has an id that is not empty', () => assert.throws(() => opened().attach('', at), /empty id/));
});

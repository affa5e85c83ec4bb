import assert from 'node:assert/strict';
import { Transfer } from '#domain/payouts/transfer.ts';
import { Money } from '#domain/shared/money.ts';

const HOUR = 3_600_000;
const at = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const plan = { attempts: 1, baseMs: 1_000, maxMs: 3_000 };
const open = { nextTryAt: later(1), anyFailed: false, lastError: 'not yet' };

const opened = () => new Transfer({ id: 't-1', orderId: 'o-1', sellerId: 's-1', sequence: 1, amount: Money.of(900n, 'EUR'), at });

function frozen(): Transfer {
  const transfer = opened();
  transfer.freeze({ provider: 'sandbox', accountId: 'acct_1' }, 900n, at);
  return transfer;
}

function attempted(): Transfer {
  const transfer = frozen();
  transfer.beginAttempt(at, later(HOUR));
  return transfer;
}

function arrived(): Transfer {
  const transfer = attempted();
  transfer.complete('tr_1', at);
  return transfer;
}

function lost(): Transfer {
  const transfer = attempted();
  transfer.loseTrack('t'.repeat(501), plan, at);
  return transfer;
}

function refusedBack(): Transfer {
  const transfer = arrived();
  transfer.followReversals(open, at);
  transfer.followReversals({ nextTryAt: null, anyFailed: true, lastError: 'no' }, later(2));
  return transfer;
}

describe('sending a transfer', () => {
  it('waits for its time, and for whoever is sending it', () => {
    const transfer = opened();
    transfer.waitUntil(later(HOUR), 'no account', later(1));
    assert.deepEqual([transfer.isDue(later(HOUR - 1)), transfer.isDue(later(HOUR)), transfer.updatedAt], [false, true, later(1)]);
    assert.deepEqual([attempted().isDue(at), attempted().isDue(later(HOUR))], [false, true]);
  });

  it('is over once it has arrived, and leaves nothing to complain of', () => {
    const transfer = attempted();
    transfer.decline('no', { ...plan, attempts: 2 }, at);
    transfer.complete('tr_1', later(1));
    assert.deepEqual([transfer.providerTransferId, transfer.completedAt, transfer.lastError], ['tr_1', later(1), null]);
    assert.deepEqual([transfer.isDue(later(HOUR)), transfer.calls.unresolvedSince], [false, null]);
  });

  it('that was lost may turn up, or be known for certain never to have been made', () => {
    const [found, unmade] = [lost(), lost()];
    assert.deepEqual([found.isLost, found.failedForGood, found.lastError], [true, false, 't'.repeat(500)]);
    found.turnUp(later(1));
    found.complete('tr_1', later(1));
    assert.equal(found.status, 'completed');
    unmade.confirmUnsent(later(2));
    assert.deepEqual([unmade.isLost, unmade.failedForGood, unmade.updatedAt], [false, true, later(2)]);
    unmade.markLookedUp(later(3));
    assert.deepEqual(unmade.updatedAt, later(3));
  });
});

describe('a transfer under dispute', () => {
  it('is held since the first dispute over its order', () => {
    const transfer = frozen();
    transfer.hold(at);
    transfer.hold(later(1));
    assert.deepEqual([transfer.heldAt, transfer.updatedAt], [at, later(1)]);
  });

  it('is due at once when it is released', () => {
    const transfer = opened();
    transfer.waitUntil(later(HOUR), 'no account', at);
    transfer.hold(at);
    transfer.release(later(1));
    assert.deepEqual([transfer.heldAt, transfer.nextRetryAt, transfer.updatedAt], [null, later(1), later(1)]);
  });

  it('keeps its time when nothing held it', () => {
    const transfer = opened();
    transfer.waitUntil(later(HOUR), 'no account', at);
    transfer.release(later(1));
    assert.deepEqual([transfer.nextRetryAt, transfer.updatedAt], [later(HOUR), at]);
  });

  it('stays with whoever was sending it, and with its reversals, when it is released', () => {
    for (const transfer of [attempted(), arrived()]) {
      const { nextRetryAt } = transfer;
      transfer.hold(at);
      transfer.release(later(1));
      assert.deepEqual(transfer.nextRetryAt, nextRetryAt);
    }
  });
});

describe('taking back what was sent', () => {
  it('is asked for of what arrived or may have, and of nothing else', () => {
    const [canceled, unsent] = [opened(), lost()];
    canceled.withhold(900n, at);
    unsent.confirmUnsent(at);
    assert.deepEqual(
      [opened(), frozen(), lost(), arrived(), refusedBack(), canceled, unsent].map(({ reversible }) => reversible),
      [0n, 900n, 900n, 900n, 900n, 0n, 0n],
    );
  });

  it('is tried at its time, with the reason why it failed before', () => {
    const transfer = arrived();
    transfer.followReversals(open, later(1));
    assert.deepEqual([transfer.nextRetryAt, transfer.lastError, transfer.updatedAt], [later(1), 'not yet', later(1)]);
    transfer.leaseReversal(later(HOUR), later(2));
    assert.deepEqual([transfer.nextRetryAt, transfer.updatedAt, transfer.isDue(later(HOUR))], [later(HOUR), later(2), false]);
    transfer.reopen(later(3));
    assert.deepEqual([transfer.status, transfer.nextRetryAt], ['reversal_pending', later(3)]);
  });

  it('that was refused for good is neither a transfer that failed nor one that is lost', () => {
    const transfer = refusedBack();
    assert.deepEqual([transfer.failedForGood, transfer.isLost, transfer.withhold(900n, at)], [false, false, 0n]);
    assert.deepEqual([transfer.lastError, transfer.nextRetryAt, transfer.updatedAt], ['no', null, later(2)]);
  });

  it('needs the id of the provider, which may be found later', () => {
    const transfer = arrived();
    transfer.recoverProviderId('tr_2', later(1));
    assert.deepEqual([transfer.providerTransferId, transfer.updatedAt], ['tr_2', later(1)]);
    assert.throws(() => transfer.recoverProviderId('', at), /empty id/);
  });

  it('concerns the bytes that were frozen, unless something was kept back of them since', () => {
    assert.deepEqual([opened().share.isAsFrozen, frozen().share.isAsFrozen], [true, true]);
    const transfer = lost();
    transfer.confirmUnsent(at);
    transfer.withhold(300n, at);
    assert.equal(transfer.share.isAsFrozen, false);
  });
});

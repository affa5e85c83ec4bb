import assert from 'node:assert/strict';
import { SellerAccount, sellerAccountStatuses } from '#domain/payouts/seller-account.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const active = { status: 'active' as const, payoutsEnabled: true, requirementsDue: [] };
const INTERVAL = 1_000;

const opened = () => new SellerAccount({ id: 'a-1', sellerId: 's-1', provider: 'sandbox', at });

function attached(): SellerAccount {
  const account = opened();
  account.attach('acct_1', at);
  return account;
}

describe('a connected account', () => {
  it('is nothing to send to or to pay out of until the provider has named it', () => {
    const account = opened();
    assert.deepEqual([account.payoutsEnabled, account.refusals, account.replacedAt], [false, 0, null]);
    account.learn(active, at, INTERVAL);
    assert.deepEqual([account.mayReceive, account.mayPayOut, account.nextPayoutAt], [false, false, null]);
  });

  it('keeps the id that it was given first', () => {
    const account = attached();
    account.attach('acct_2', later(1));
    assert.deepEqual([account.accountId, account.updatedAt], ['acct_1', later(1)]);
  });

  it('counts how often the provider refused to open it', () => {
    const account = opened();
    account.refuse(later(1));
    account.refuse(later(2));
    assert.deepEqual([account.refusals, account.updatedAt], [2, later(2)]);
  });

  it('becomes active once for each time that it was not', () => {
    const account = attached();
    assert.equal(account.learn(active, at, INTERVAL), true);
    assert.equal(account.learn(active, at, INTERVAL), false);
    assert.equal(account.learn({ ...active, status: 'restricted' }, at, INTERVAL), false);
    assert.equal(account.learn({ ...active, status: 'disabled' }, at, INTERVAL), false);
    assert.equal(account.learn(active, at, INTERVAL), true);
  });

  for (const from of sellerAccountStatuses) {
    for (const to of sellerAccountStatuses) {
      it(`may be ${to} after it was ${from}`, () => {
        const account = attached();
        account.learn({ ...active, status: from }, at, INTERVAL);
        account.learn({ ...active, status: to }, later(1), INTERVAL);
        assert.equal(account.status, to);
      });
    }
  }

  it('has its payouts planned from the first time that it may pay out, and by nothing else but a payout', () => {
    const account = attached();
    account.learn(active, at, INTERVAL);
    account.learn(active, later(500), INTERVAL);
    assert.deepEqual(account.nextPayoutAt, later(1_000));
    account.schedulePayout(later(2_000));
    assert.deepEqual(account.nextPayoutAt, later(2_000));
  });

  it('says when the provider was last asked, and when that changed anything', () => {
    const account = attached();
    account.learn(active, later(1), INTERVAL);
    account.learn(active, later(2), INTERVAL);
    assert.deepEqual([account.checkedAt, account.updatedAt], [later(2), later(1)]);
    account.learn({ ...active, payoutsEnabled: false }, later(3), INTERVAL);
    account.markChecked(later(4));
    assert.deepEqual([account.checkedAt, account.updatedAt], [later(4), later(3)]);
  });

  it('was replaced when another one first took its place', () => {
    const account = attached();
    account.replace(later(1));
    account.replace(later(2));
    assert.deepEqual([account.replacedAt, account.updatedAt], [later(1), later(2)]);
  });
});

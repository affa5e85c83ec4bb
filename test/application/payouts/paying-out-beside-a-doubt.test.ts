import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PAY_OUT } from '#application/payouts/jobs.ts';
import { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { OnboardSeller } from '#application/payouts/onboard-seller.ts';
import { SellerRecords } from '#application/payouts/ports.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const actor = { userId: MILA, role: 'creator' } as const;

for (const kind of databases) {
  describe(`paying out while nobody can say what became of a payout of an earlier account, on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    let orderId: string;
    let former: string;
    before(async () => {
      database = await kind.open();
    });
    beforeEach(async () => {
      payouts = await new PayoutHarness(database).open();
      orderId = await sold(900);
      former = await payouts.accountOf(MILA);
      await requestDoubtful();
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual((await payouts.audit()).faults, []);
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const sold = async (cents: number) => {
      const order = await payouts.sell({ [MILA]: cents });
      await payouts.work();
      return order;
    };
    const requestDoubtful = async () => {
      sinon.stub(payouts.sandbox.service, 'findPayout').rejects(new Error('the account is closed to the platform'));
      payouts.sandbox.control.disturb('createPayout', 'lose-answer');
      await payouts.requestPayout(MILA);
    };
    const worksAgain = async () => {
      payouts.sandbox.control.setAccount(former, 'active');
      await payouts.get(OnSellerFact).execute('sandbox', { kind: 'account', id: former });
    };
    const giveUp = () => payouts.pass(2 * MINUTE, 2);
    const changeAccounts = async () => {
      await payouts.setAccount(MILA, 'disabled');
      await payouts.get(OnboardSeller).execute({ actor });
      assert.notEqual(await payouts.accountOf(MILA), former);
    };
    const made = async () => (await payouts.payouts(MILA)).map(({ status, amount }) => [status, amount.amount]).toReversed();

    it('pays out what is in the account that took its place', async () => {
      await giveUp();
      await changeAccounts();
      await sold(500);
      assert.equal((await payouts.requestPayout(MILA)).amount.amount, 500n);
      await payouts.pass(HOUR);
      assert.deepEqual(await made(), [
        ['unresolved', 900n],
        ['paid', 500n],
      ]);
      await assert.rejects(payouts.requestPayout(MILA), { code: 'NOTHING_TO_PAY_OUT' });
    });

    it('pays that out by itself, too', async () => {
      await giveUp();
      await changeAccounts();
      await sold(5_000);
      await payouts.pass(7 * DAY);
      await payouts.job(PAY_OUT);
      assert.deepEqual(await made(), [
        ['unresolved', 900n],
        ['pending', 5_000n],
      ]);
    });

    it('follows both once the earlier account can be read again', async () => {
      await giveUp();
      await changeAccounts();
      await sold(500);
      await payouts.requestPayout(MILA);
      sinon.restore();
      await payouts.pass(6 * HOUR, 2);
      assert.deepEqual(await made(), [
        ['paid', 900n],
        ['paid', 500n],
      ]);
      assert.equal(await payouts.atProvider(MILA), 0n);
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 0n, debt: 0n });
    });

    it('pays out what was sent with another transfer service since', async () => {
      await giveUp();
      payouts.switchTo('stripe-connect');
      await sold(500);
      assert.deepEqual(((payout) => [payout.provider, payout.amount.amount])(await payouts.requestPayout(MILA)), ['stripe-connect', 500n]);
    });

    it('pays out one at a time all the same', async () => {
      await giveUp();
      await changeAccounts();
      await sold(500);
      await payouts.requestPayout(MILA, 100);
      await assert.rejects(payouts.requestPayout(MILA, 100), { code: 'PAYOUT_UNDER_WAY' });
    });

    it('pays out nothing that is needed for a refund of what the doubtful one may have taken', async () => {
      await giveUp();
      await changeAccounts();
      await sold(500);
      await payouts.refund(orderId, { [MILA]: 900 });
      await assert.rejects(payouts.requestPayout(MILA), { code: 'NOTHING_TO_PAY_OUT' });
    });

    it('shows what the doubtful one may have taken as held', async () => {
      await giveUp();
      await changeAccounts();
      await sold(500);
      const [balance] = await payouts.get(SellerRecords).balances(MILA);
      assert.deepEqual([balance?.available.amount, balance?.held.amount], [1_400n, 900n]);
    });

    it('waits while it may still be sent', async () => {
      await changeAccounts();
      await sold(500);
      await assert.rejects(payouts.requestPayout(MILA), { code: 'PAYOUT_UNDER_WAY' });
    });

    it('waits while the account has nothing in its place', async () => {
      await giveUp();
      await sold(500);
      await assert.rejects(payouts.requestPayout(MILA), { code: 'PAYOUT_UNDER_WAY' });
    });

    it('waits with what is in an earlier account when the doubtful one is of the account in use', async () => {
      sinon.restore();
      await payouts.pass(HOUR, 2);
      await sold(300);
      await changeAccounts();
      await sold(500);
      await requestDoubtful();
      await giveUp();
      await worksAgain();
      await assert.rejects(payouts.requestPayout(MILA), { code: 'PAYOUT_UNDER_WAY' });
    });

    it('waits with what else is in the earlier account when that works again', async () => {
      await sold(300);
      await giveUp();
      await changeAccounts();
      await sold(500);
      await payouts.requestPayout(MILA);
      await payouts.pass(HOUR);
      await worksAgain();
      await assert.rejects(payouts.requestPayout(MILA), { code: 'PAYOUT_UNDER_WAY' });
      sinon.restore();
      await payouts.pass(6 * HOUR, 2);
      assert.equal((await payouts.requestPayout(MILA)).amount.amount, 300n);
    });
  });
}

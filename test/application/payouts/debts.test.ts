import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;

for (const kind of databases) {
  describe(`what a seller owes on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    before(async () => {
      database = await kind.open();
    });
    beforeEach(async () => {
      payouts = await new PayoutHarness(database).open();
    });
    afterEach(async () => {
      assert.deepEqual((await payouts.audit()).faults, []);
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const nothing = { pending: 0n, available: 0n, debt: 0n };

    it('books a debt when the seller has nothing left, and nets it from the next sale', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      await payouts.pass(MINUTE);
      await payouts.pass(2 * MINUTE);
      assert.equal((await payouts.transfer(orderId)).status, 'permanently_failed');
      assert.deepEqual(payouts.errors, ['reversal_permanently_failed']);
      const next = await payouts.sell({ [MILA]: 1_000 });
      await payouts.work();
      const netted = await payouts.transfer(next);
      assert.deepEqual({ sent: netted.sent, netted: netted.netted }, { sent: 100n, netted: 900n });
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 1_000n });
    });

    it('is at the connected account when its service takes back what was paid out: the books say so, and it is no fault', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await payouts.requestPayout(MILA);
      await payouts.pass(60 * MINUTE);
      payouts.sandbox.control.reverseInDashboard((await payouts.transfer(orderId)).providerTransferId ?? '', 900n);
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      assert.equal((await payouts.transfer(orderId)).status, 'reversed');
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 0n, debt: 900n });
      assert.equal(await payouts.inConnect(MILA), -900n);
      assert.equal(await payouts.atProvider(MILA), -900n);
      assert.deepEqual((await payouts.audit()).faults, []);
      await payouts.sell({ [MILA]: 1_000 });
      await payouts.work();
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 100n, debt: 0n });
    });

    it('takes it back after all from a seller who has something again', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await payouts.requestPayout(MILA);
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      assert.match((await payouts.reversals(orderId))[0]?.lastError ?? '', /balance_insufficient/);
      await payouts.sell({ [MILA]: 1_000 });
      await payouts.work();
      await payouts.pass(MINUTE);
      assert.equal((await payouts.transfer(orderId)).status, 'reversed');
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 100n });
    });

    it('counts on a reversal under way when it sends the next share', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline');
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      const next = await payouts.sell({ [MILA]: 700 });
      await payouts.work();
      assert.equal((await payouts.transfer(next)).sent, 700n);
      await payouts.pass(MINUTE);
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 700n });
    });

    it('is not covered by a share that a dispute holds: the next one is netted', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      await payouts.refund(orderId, { [MILA]: 500 });
      await payouts.pass(MINUTE, 4);
      const disputed = await payouts.sell({ [MILA]: 900 });
      await payouts.dispute(disputed, 'hold');
      const next = await payouts.sell({ [MILA]: 600 });
      await payouts.work();
      const netted = await payouts.transfer(next);
      assert.deepEqual({ sent: netted.sent, netted: netted.netted }, { sent: 100n, netted: 500n });
      await payouts.dispute(disputed, 'release');
      await payouts.work();
      assert.equal((await payouts.transfer(disputed)).sent, 900n);
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 1_900n });
    });

    it('never wants more back than was sent, whatever is on its way back already', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      await payouts.refund(orderId, { [MILA]: 500 });
      await payouts.pass(MINUTE, 4);
      const next = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      assert.equal((await payouts.transfer(next)).sent, 400n);
      await payouts.refund(next, { [MILA]: 300 });
      await payouts.refund(next, { [MILA]: 600 });
      assert.deepEqual(
        (await payouts.reversals(next)).map(({ amount }) => amount.amount),
        [300n, 100n],
      );
      await payouts.work();
      assert.equal((await payouts.transfer(next)).status, 'reversed');
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 400n });
    });
  });
}

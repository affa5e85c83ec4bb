import assert from 'node:assert/strict';
import { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;

for (const kind of databases) {
  describe(`news of a transfer that was taken back, on ${kind.name}`, () => {
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

    it('raises an alarm when it was done at the provider, and by nobody here', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      const id = (await payouts.transfer(orderId)).providerTransferId ?? '';
      const news = async () => (await payouts.get(OnSellerFact).execute('sandbox', { kind: 'transfer', id })).result;
      await payouts.refund(orderId, { [MILA]: 300 });
      assert.equal(await news(), 'unchanged');
      await payouts.work();
      assert.equal(await news(), 'unchanged');
      payouts.sandbox.control.reverseInDashboard(id, 400n);
      assert.equal(await news(), 'quarantined');
      const alarm = payouts.log.lines.find(({ event }) => event === 'transfer_reversed_elsewhere');
      assert.equal(alarm?.fields?.['amount'], '400 EUR');
    });

    it('raises no alarm over what was taken back for us, though we have not heard of it', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      const id = (await payouts.transfer(orderId)).providerTransferId ?? '';
      const news = async () => (await payouts.get(OnSellerFact).execute('sandbox', { kind: 'transfer', id })).result;
      await payouts.refund(orderId, { [MILA]: 900 });
      payouts.sandbox.control.disturb('reverseTransfer', 'lose-answer');
      await payouts.work();
      assert.equal(await news(), 'unchanged');
      payouts.sandbox.control.disturb('read', 'lose', 2);
      await payouts.pass(MINUTE, 4);
      payouts.sandbox.control.calm();
      assert.equal((await payouts.reversals(orderId))[0]?.status, 'failed');
      assert.equal(await news(), 'unchanged');
    });
  });
}

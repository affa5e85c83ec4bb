import assert from 'node:assert/strict';
import sinon from 'sinon';
import { CheckSentTransfers } from '#application/payouts/check-sent-transfers.ts';
import { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const DAY = 86_400_000;

for (const kind of databases) {
  describe(`what was taken back in the provider's dashboard, of which no webhook told, on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    before(async () => {
      database = await kind.open();
    });
    beforeEach(async () => {
      payouts = await new PayoutHarness(database).open();
    });
    afterEach(async () => {
      sinon.restore();
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const check = (onUnanswered?: () => void) => payouts.get(CheckSentTransfers).execute({ onUnanswered });
    const sent = async (cents = 900) => {
      const orderId = await payouts.sell({ [MILA]: cents });
      await payouts.work();
      return { orderId, id: (await payouts.transfer(orderId)).providerTransferId ?? '' };
    };
    const alarms = () =>
      payouts.log.lines.filter(({ event }) => event === 'transfer_reversed_elsewhere').map(({ fields }) => fields?.['amount']);

    it('raises an alarm, once for each amount', async () => {
      const { id } = await sent();
      payouts.sandbox.control.reverseInDashboard(id, 400n);
      assert.equal(await check(), 1);
      assert.equal(await check(), 1);
      assert.deepEqual(alarms(), ['400 EUR']);
      payouts.sandbox.control.reverseInDashboard(id, 100n);
      await check();
      assert.deepEqual(alarms(), ['400 EUR', '500 EUR']);
      const news = await payouts.get(OnSellerFact).execute('sandbox', { kind: 'transfer', id });
      assert.equal(news.result, 'quarantined');
      assert.equal(alarms().length, 2);
    });

    it('is nothing that a refund took back', async () => {
      const { orderId } = await sent();
      await payouts.refund(orderId, { [MILA]: 300 });
      await check();
      await payouts.work();
      await check();
      assert.deepEqual(alarms(), []);
    });

    it('is looked for in turn: fifty at a time, those first that were not looked at for the longest', async () => {
      for (let sale = 0; sale < 50; sale += 1) await payouts.sell({ [MILA]: 1 });
      await payouts.work();
      payouts.clock.tick(1);
      const { id } = await sent();
      payouts.sandbox.control.reverseInDashboard(id, 900n);
      payouts.clock.tick(1);
      assert.equal(await check(), 50);
      assert.deepEqual(alarms(), []);
      await check();
      assert.deepEqual(alarms(), ['900 EUR']);
    });

    it('is not looked for where nothing is left, nor after 120 days', async () => {
      const { orderId } = await sent();
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      assert.equal(await check(), 0);
      await sent();
      payouts.clock.tick(119 * DAY);
      assert.equal(await check(), 1);
      payouts.clock.tick(2 * DAY);
      assert.equal(await check(), 0);
    });

    it('is looked for next time where the provider does not answer, and keeps nobody else from their turn', async () => {
      const { id } = await sent();
      payouts.clock.tick(1);
      await sent();
      payouts.sandbox.control.reverseInDashboard(id, 900n);
      payouts.sandbox.control.disturb('read', 'lose');
      const onUnanswered = sinon.fake();
      assert.equal(await check(onUnanswered), 2);
      assert.equal(onUnanswered.callCount, 1);
      assert.deepEqual(alarms(), []);
      await check();
      assert.deepEqual(alarms(), ['900 EUR']);
    });

    it('is not known of a transfer that the provider does not know', async () => {
      await sent();
      sinon.stub(payouts.sandbox.service, 'getTransfer').resolves(null);
      const onUnanswered = sinon.fake();
      await check(onUnanswered);
      assert.equal(onUnanswered.callCount, 1);
    });
  });
}

import assert from 'node:assert/strict';
import { ADVANCE_PAYOUTS } from '#application/payouts/jobs.ts';
import { StaleState } from '#application/shared/errors.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { BEN, MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const WORKERS = 4;

for (const kind of databases.filter(({ name }) => name === 'postgres')) {
  describe(`several workers at once on ${kind.name}`, () => {
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

    const atOnce = <T>(work: () => Promise<T>) => Promise.allSettled(Array.from({ length: WORKERS }, work));
    const works = async () => {
      const outcomes = await atOnce(() => payouts.work());
      assert.deepEqual(new Set(outcomes.map(({ status }) => status)), new Set(['fulfilled']));
    };

    it('try each transfer once', async () => {
      await payouts.sell({ [MILA]: 1 });
      await payouts.sell({ [BEN]: 1 });
      await payouts.work();
      const orders: string[] = [];
      for (let sale = 0; sale < 12; sale += 1) orders.push(await payouts.sell({ [MILA]: 100, [BEN]: 50 }));
      await works();
      const transfers = (await Promise.all(orders.map((orderId) => payouts.transfers(orderId)))).flat();
      assert.deepEqual(new Set(transfers.map(({ status, attempts }) => `${status} ${attempts}`)), new Set(['completed 1']));
      assert.equal(await payouts.atProvider(MILA), 1_201n);
      assert.equal(await payouts.atProvider(BEN), 601n);
    });

    it('net a debt once, though the next shares are frozen at the same time', async () => {
      const orderId = await payouts.sell({ [MILA]: 1_000 });
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      await payouts.refund(orderId, { [MILA]: 1_000 });
      await payouts.pass(600_000, 4);
      for (let sale = 0; sale < 8; sale += 1) await payouts.sell({ [MILA]: 300 });
      await works();
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 2_400n, debt: 0n });
      assert.equal(await payouts.atProvider(MILA), 2_400n);
    });

    it('make each reversal once, while refunds keep coming', async () => {
      const orders: string[] = [];
      for (let sale = 0; sale < 6; sale += 1) orders.push(await payouts.sell({ [MILA]: 100 }));
      await payouts.work();
      const refunds = orders.flatMap((orderId) => [payouts.refund(orderId, { [MILA]: 40 }), payouts.refund(orderId, { [MILA]: 60 })]);
      await Promise.all([...refunds, works()]);
      await works();
      for (const orderId of orders) {
        assert.equal((await payouts.transfer(orderId)).status, 'reversed');
        assert.deepEqual(new Set((await payouts.reversals(orderId)).map(({ attempts }) => attempts)), new Set([1]));
      }
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('give a new seller one account', async () => {
      for (let sale = 0; sale < 6; sale += 1) await payouts.sell({ [MILA]: 100 });
      const outcomes = await atOnce(() => payouts.work());
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof StaleState, String(outcome.reason));
      await payouts.pass(120_000);
      assert.equal((await database.reader.all('select id from seller_accounts')).length, 1);
      assert.equal(await payouts.atProvider(MILA), 600n);
    });

    it('let one of many payouts that are asked for at once through', async () => {
      await payouts.sell({ [MILA]: 5_000 });
      await payouts.work();
      const outcomes = await atOnce(() => payouts.requestPayout(MILA));
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.equal((await payouts.payouts(MILA)).length, 1);
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('send and follow each payout once', async () => {
      await payouts.sell({ [MILA]: 5_000 });
      await payouts.work();
      payouts.sandbox.control.disturb('createPayout', 'lose-answer');
      await payouts.requestPayout(MILA, 2_000);
      payouts.clock.tick(60_000);
      await atOnce(() => payouts.job(ADVANCE_PAYOUTS));
      const [payout] = await payouts.payouts(MILA);
      assert.equal(payout?.status, 'in_transit');
      assert.equal(await payouts.atProvider(MILA), 3_000n);
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 3_000n, debt: 0n });
    });
  });
}

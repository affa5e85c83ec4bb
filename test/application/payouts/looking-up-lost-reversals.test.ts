import assert from 'node:assert/strict';
import sinon from 'sinon';
import { LookUpLostReversals } from '#application/payouts/look-up-lost-reversals.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

for (const kind of databases) {
  describe(`looking up lost reversals on ${kind.name}`, () => {
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

    const lookUp = () => payouts.get(LookUpLostReversals).execute();

    const lostReversal = async (first: 'lose' | 'lose-answer') => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 900 });
      payouts.sandbox.control.disturb('reverseTransfer', first);
      payouts.sandbox.control.disturb('read', 'lose', 2);
      await payouts.pass(MINUTE, 4);
      assert.equal((await payouts.transfer(orderId)).status, 'permanently_failed');
      payouts.sandbox.control.calm();
      payouts.clock.tick(HOUR);
      return orderId;
    };

    it('finds a reversal that was given up though it had been made', async () => {
      const orderId = await lostReversal('lose-answer');
      assert.equal(await lookUp(), 1);
      assert.deepEqual(
        (await payouts.reversals(orderId)).map(({ status }) => status),
        ['succeeded'],
      );
      await payouts.work();
      assert.deepEqual(
        (await payouts.transfers(orderId)).map(({ status }) => status),
        ['reversed', 'canceled'],
      );
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 0n, debt: 0n });
      assert.equal(await lookUp(), 0);
    });

    it('knows from then on that a reversal was never made: its amount stays a debt', async () => {
      const orderId = await lostReversal('lose');
      assert.equal(await lookUp(), 1);
      const [reversal] = await payouts.reversals(orderId);
      assert.deepEqual([reversal?.status, reversal?.unresolvedSince], ['failed', null]);
      assert.equal((await payouts.transfer(orderId)).status, 'permanently_failed');
      assert.equal(await payouts.atProvider(MILA), 900n);
      payouts.clock.tick(HOUR);
      assert.equal(await lookUp(), 0);
    });

    it('does not drop a reversal that is tried again by hand while it is looked up', async () => {
      const orderId = await lostReversal('lose');
      const { id } = await payouts.transfer(orderId);
      const { service } = payouts.sandbox;
      const [called, lookedUp] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let retried: Promise<unknown> | undefined;
      sinon
        .stub(service, 'findReversal')
        .callThrough()
        .onFirstCall()
        .callsFake(async () => {
          retried = payouts.retry(id);
          await called.promise;
          return null;
        });
      const reverse = sinon.stub(service, 'reverseTransfer').callsFake(async (...call) => {
        called.resolve();
        await lookedUp.promise;
        return reverse.wrappedMethod.apply(service, call);
      });
      await lookUp();
      lookedUp.resolve();
      await retried;
      assert.equal((await payouts.reversals(orderId))[0]?.status, 'succeeded');
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('ends a transfer as reversed when one that came to nothing was the last doubt', async () => {
      const orderId = await lostReversal('lose');
      const [lost] = await payouts.reversals(orderId);
      assert.ok(lost);
      await payouts.undoRefund(orderId, lost.refundId, { [MILA]: 900 });
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      payouts.clock.tick(HOUR);
      assert.equal(await lookUp(), 1);
      assert.deepEqual(
        (await payouts.reversals(orderId)).map(({ status }) => status),
        ['dropped', 'succeeded'],
      );
      assert.equal((await payouts.transfers(orderId))[0]?.status, 'reversed');
    });

    it('leaves a reversal that cannot be read for the next time', async () => {
      await lostReversal('lose-answer');
      payouts.sandbox.control.disturb('read', 'lose');
      const onUnanswered = sinon.fake();
      assert.equal(await payouts.get(LookUpLostReversals).execute({ onUnanswered }), 1);
      assert.equal(onUnanswered.callCount, 1);
      payouts.clock.tick(HOUR);
      assert.equal(await lookUp(), 1);
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 0n, debt: 0n });
    });
  });
}

import assert from 'node:assert/strict';
import sinon from 'sinon';
import { LookUpLostReversals } from '#application/payouts/look-up-lost-reversals.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { BEN, MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;

for (const kind of databases) {
  describe(`a refund that fails after it succeeded, on ${kind.name}`, () => {
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

    const available = (cents: bigint) => ({ pending: 0n, available: cents, debt: 0n });
    const share = { [MILA]: 900 };

    it('sends again what was kept back', async () => {
      const orderId = await payouts.sell(share);
      const refundId = await payouts.refund(orderId, share);
      await payouts.undoRefund(orderId, refundId, share);
      await payouts.work();
      assert.deepEqual(
        (await payouts.transfers(orderId)).map(({ sequence, status, sent }) => ({ sequence, status, sent })),
        [
          { sequence: 1, status: 'canceled', sent: null },
          { sequence: 2, status: 'completed', sent: 900n },
        ],
      );
      assert.deepEqual(await payouts.balance(MILA), available(900n));
    });

    it('drops a reversal that was not made, and sends nothing twice', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      const refundId = await payouts.refund(orderId, share);
      await payouts.undoRefund(orderId, refundId, share);
      assert.equal((await payouts.transfer(orderId)).status, 'completed');
      await payouts.work();
      assert.equal((await payouts.reversals(orderId))[0]?.status, 'dropped');
      assert.equal(await payouts.atProvider(MILA), 900n);
    });

    it('sends each seller’s share of one order again, and only to that seller', async () => {
      const shares = { [MILA]: 900, [BEN]: 500 };
      const orderId = await payouts.sell(shares);
      await payouts.work();
      const refundId = await payouts.refund(orderId, shares);
      await payouts.undoRefund(orderId, refundId, { [BEN]: 500, [MILA]: 900 });
      await payouts.work();
      assert.equal((await payouts.transfers(orderId)).length, 2);
      assert.deepEqual([await payouts.atProvider(MILA), await payouts.atProvider(BEN)], [900n, 500n]);
    });

    it('sends again what was reversed', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      const refundId = await payouts.refund(orderId, share);
      await payouts.work();
      assert.equal(await payouts.atProvider(MILA), 0n);
      await payouts.undoRefund(orderId, refundId, share);
      await payouts.work();
      assert.deepEqual(
        (await payouts.transfers(orderId)).map(({ status }) => status),
        ['reversed', 'completed'],
      );
      assert.deepEqual(await payouts.balance(MILA), available(900n));
    });

    for (const fault of ['lose', 'lose-answer'] as const) {
      it(`finds out what became of a reversal under way before it sends again (${fault})`, async () => {
        const orderId = await payouts.sell(share);
        await payouts.work();
        const refundId = await payouts.refund(orderId, share);
        payouts.sandbox.control.disturb('reverseTransfer', fault);
        await payouts.work();
        await payouts.undoRefund(orderId, refundId, share);
        await payouts.work();
        await payouts.pass(MINUTE);
        assert.equal((await payouts.reversals(orderId))[0]?.status, fault === 'lose' ? 'dropped' : 'succeeded');
        assert.equal(await payouts.atProvider(MILA), 900n);
        assert.deepEqual(await payouts.balance(MILA), available(900n));
      });
    }

    it('sends nothing again when the reversal had been refused for good', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      const refundId = await payouts.refund(orderId, share);
      await payouts.pass(MINUTE, 4);
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 0n, debt: 0n });
      await payouts.undoRefund(orderId, refundId, share);
      await payouts.work();
      assert.deepEqual(
        (await payouts.transfers(orderId)).map(({ status }) => status),
        ['completed', 'canceled'],
      );
      assert.deepEqual(await payouts.balance(MILA), available(900n));
      assert.equal(await payouts.atProvider(MILA), 900n);
    });

    it('sends nothing again while a dispute holds the order', async () => {
      const orderId = await payouts.sell(share);
      const refundId = await payouts.refund(orderId, share);
      await payouts.dispute(orderId, 'hold');
      await payouts.undoRefund(orderId, refundId, share);
      await payouts.work();
      assert.equal(await payouts.atProvider(MILA), 0n);
      await payouts.dispute(orderId, 'release');
      await payouts.work();
      assert.equal(await payouts.atProvider(MILA), 900n);
    });

    it('wants nothing back any more that had been refused for good', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      const refundId = await payouts.refund(orderId, share);
      await payouts.pass(MINUTE, 4);
      await payouts.undoRefund(orderId, refundId, share);
      assert.equal((await payouts.reversals(orderId))[0]?.status, 'dropped');
      const [sent] = await payouts.transfers(orderId);
      assert.ok(sent);
      await assert.rejects(payouts.retry(sent.id), { code: 'TRANSFER_NOT_RETRYABLE' });
    });

    for (const fault of ['lose', 'lose-answer'] as const) {
      it(`settles a reversal that was lost track of by what the provider says of it (${fault})`, async () => {
        const orderId = await payouts.sell(share);
        await payouts.work();
        const refundId = await payouts.refund(orderId, share);
        payouts.sandbox.control.disturb('reverseTransfer', fault);
        payouts.sandbox.control.disturb('read', 'lose', 2);
        await payouts.pass(MINUTE, 4);
        await payouts.undoRefund(orderId, refundId, share);
        await payouts.pass(60 * MINUTE);
        await payouts.get(LookUpLostReversals).execute();
        await payouts.work();
        assert.equal((await payouts.reversals(orderId))[0]?.status, fault === 'lose' ? 'dropped' : 'succeeded');
        assert.equal((await payouts.transfers(orderId))[0]?.status, fault === 'lose' ? 'completed' : 'reversed');
        assert.equal(await payouts.atProvider(MILA), 900n);
        assert.deepEqual(await payouts.balance(MILA), available(900n));
      });
    }

    it('does not try again what was refused while the refund came to nothing', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      const refundId = await payouts.refund(orderId, share);
      const { service } = payouts.sandbox;
      const reverse = sinon.stub(service, 'reverseTransfer').callThrough();
      reverse.onFirstCall().callsFake(async () => {
        await payouts.undoRefund(orderId, refundId, share);
        return { outcome: 'declined', failure: { code: 'balance_insufficient', message: 'not enough' } };
      });
      await payouts.pass(MINUTE, 4);
      assert.equal(reverse.callCount, 1);
      assert.equal((await payouts.reversals(orderId))[0]?.status, 'dropped');
      assert.equal((await payouts.transfer(orderId)).status, 'completed');
    });

    it('gives back what a later sale was netted with', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      const refundId = await payouts.refund(orderId, share);
      await payouts.pass(MINUTE, 4);
      const next = await payouts.sell({ [MILA]: 500 });
      await payouts.work();
      assert.equal((await payouts.transfer(next)).status, 'canceled');
      await payouts.undoRefund(orderId, refundId, share);
      await payouts.work();
      assert.equal(await payouts.atProvider(MILA), 1_400n);
      assert.deepEqual(await payouts.balance(MILA), available(1_400n));
    });

    it('takes back no more than is wanted of what went out in two transfers', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      const refundId = await payouts.refund(orderId, { [MILA]: 300 });
      await payouts.work();
      await payouts.undoRefund(orderId, refundId, { [MILA]: 300 });
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 500 });
      await payouts.work();
      assert.deepEqual([await payouts.atProvider(MILA), await payouts.balance(MILA)], [400n, available(400n)]);
    });

    it('can take back and give again any number of times', async () => {
      const orderId = await payouts.sell(share);
      for (let round = 0; round < 3; round += 1) {
        const refundId = await payouts.refund(orderId, share);
        await payouts.work();
        await payouts.undoRefund(orderId, refundId, share);
        await payouts.work();
      }
      assert.equal(await payouts.atProvider(MILA), 900n);
      assert.deepEqual(await payouts.balance(MILA), available(900n));
    });

    it('sends back what a reversal by hand took, when its debt was netted in the meantime', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      await payouts.refund(orderId, share);
      await payouts.pass(MINUTE, 4);
      await payouts.sell({ [MILA]: 1_000 });
      await payouts.work();
      const failed = await payouts.transfer(orderId);
      const retried = await payouts.retry(failed.id);
      assert.equal(retried.status, 'reversed');
      await payouts.work();
      assert.equal(await payouts.atProvider(MILA), 1_000n);
      assert.deepEqual(await payouts.balance(MILA), available(1_000n));
    });
  });
}

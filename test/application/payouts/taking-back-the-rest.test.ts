import assert from 'node:assert/strict';
import sinon from 'sinon';
import { CheckSentTransfers } from '#application/payouts/check-sent-transfers.ts';
import { LookUpLostReversals } from '#application/payouts/look-up-lost-reversals.ts';
import { ReverseTransfer } from '#application/payouts/reverse-transfer.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const nothing = { pending: 0n, available: 0n, debt: 0n };

for (const kind of databases) {
  describe(`taking back what a hand in the provider's dashboard has left, on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    let orderId: string;
    before(async () => {
      database = await kind.open();
    });
    beforeEach(async () => {
      payouts = await new PayoutHarness(database).open();
      orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual((await payouts.audit()).faults, []);
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const byHand = async (cents: bigint) =>
      payouts.sandbox.control.reverseInDashboard((await payouts.transfer(orderId)).providerTransferId ?? '', cents);
    const refund = (cents: number) => payouts.refund(orderId, { [MILA]: cents });
    const statuses = async () => (await payouts.reversals(orderId)).map(({ status }) => status);
    const endsAsTakenBack = async () => {
      assert.equal((await payouts.transfer(orderId)).status, 'reversed');
      assert.equal(await payouts.atProvider(MILA), 0n);
      assert.deepEqual(await payouts.balance(MILA), nothing);
    };

    it('asks for the rest only, and books the whole as taken back', async () => {
      await byHand(200n);
      await refund(900);
      await payouts.work();
      const [reversal] = await payouts.reversals(orderId);
      assert.deepEqual([reversal?.status, reversal?.amount.amount, reversal?.providerReversalId === null], ['succeeded', 900n, false]);
      await endsAsTakenBack();
      assert.deepEqual(
        payouts.log.lines.filter(({ event }) => event === 'transfer_already_reversed').map(({ fields }) => fields?.['amount']),
        ['200 EUR'],
      );
      await payouts.get(CheckSentTransfers).execute();
      assert.deepEqual(payouts.errors, []);
    });

    it('takes the whole of a partial refund while there is enough, and only then what is left', async () => {
      await byHand(200n);
      await refund(300);
      await refund(500);
      await payouts.work();
      assert.equal(await payouts.atProvider(MILA), 0n);
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 100n });
      await refund(100);
      await payouts.work();
      assert.deepEqual(await statuses(), ['succeeded', 'succeeded', 'succeeded']);
      await endsAsTakenBack();
    });

    it('asks for less still when the hand was there again', async () => {
      await byHand(200n);
      await refund(900);
      const reverse = sinon.stub(payouts.sandbox.service, 'reverseTransfer').callThrough();
      reverse.onSecondCall().callsFake(async (...call) => {
        await byHand(100n);
        return reverse.wrappedMethod.apply(payouts.sandbox.service, call);
      });
      await payouts.work();
      assert.deepEqual(
        reverse.args.map(([, , { amount }]) => amount),
        [900n, 700n, 600n],
      );
      assert.equal(new Set(reverse.args.map(([key]) => key)).size, 3);
      await endsAsTakenBack();
    });

    it('asks for nothing more once the refund came to nothing during the call', async () => {
      await byHand(200n);
      const refundId = await refund(900);
      const reverse = sinon.stub(payouts.sandbox.service, 'reverseTransfer').callThrough();
      reverse.onFirstCall().callsFake(async (...call) => {
        await payouts.undoRefund(orderId, refundId, { [MILA]: 900 });
        return reverse.wrappedMethod.apply(payouts.sandbox.service, call);
      });
      await payouts.work();
      await payouts.pass(MINUTE);
      assert.equal(reverse.callCount, 1);
      assert.deepEqual(await statuses(), ['dropped']);
      assert.equal(await payouts.atProvider(MILA), 700n);
    });

    for (const fault of ['lose', 'lose-answer'] as const) {
      it(`takes the rest once though the answer is lost (${fault})`, async () => {
        await byHand(200n);
        await refund(900);
        await payouts.get(ReverseTransfer).execute(null);
        payouts.sandbox.control.disturb('reverseTransfer', fault);
        await payouts.work();
        assert.deepEqual(await statuses(), ['pending']);
        await payouts.pass(MINUTE);
        await endsAsTakenBack();
      });
    }

    it('finds the rest that was taken by a try which was given up', async () => {
      await byHand(200n);
      await refund(900);
      await payouts.get(ReverseTransfer).execute(null);
      payouts.sandbox.control.disturb('reverseTransfer', 'lose-answer');
      payouts.sandbox.control.disturb('read', 'lose', 2);
      await payouts.pass(MINUTE, 4);
      assert.deepEqual(await statuses(), ['failed']);
      payouts.clock.tick(HOUR);
      await payouts.get(LookUpLostReversals).execute();
      assert.deepEqual(await statuses(), ['succeeded']);
      assert.equal((await payouts.transfers(orderId))[0]?.reversed, 900n);
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('takes for the work of a hand nothing that an earlier reversal may have taken', async () => {
      const undone = await refund(300);
      payouts.sandbox.control.disturb('reverseTransfer', 'lose-answer');
      payouts.sandbox.control.disturb('read', 'lose', 2);
      await payouts.pass(MINUTE, 4);
      await payouts.undoRefund(orderId, undone, { [MILA]: 300 });
      await payouts.work();
      await refund(900);
      await payouts.pass(MINUTE, 4);
      assert.deepEqual(await statuses(), ['failed', 'failed']);
      assert.deepEqual(
        (await payouts.transfers(orderId)).map(({ reversed }) => reversed),
        [0n, 0n],
      );
    });
  });
}

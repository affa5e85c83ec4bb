import assert from 'node:assert/strict';
import sinon from 'sinon';
import { AdvanceDuePayouts } from '#application/payouts/advance-due-payouts.ts';
import { CheckSellerAccounts } from '#application/payouts/check-seller-accounts.ts';
import { LookUpLostTransfers } from '#application/payouts/look-up-lost-transfers.ts';
import { ReverseDueTransfers } from '#application/payouts/reverse-due-transfers.ts';
import { SendDueTransfers } from '#application/payouts/send-due-transfers.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { BEN, MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

for (const kind of databases) {
  describe(`reconciling what sellers are owed on ${kind.name}`, () => {
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

    const lookUp = () => payouts.get(LookUpLostTransfers).execute();

    /** All three tries went without an answer: the first one did or did not take effect. */
    const lost = async (first: 'lose' | 'lose-answer', seller = MILA) => {
      const orderId = await payouts.sell({ [seller]: 900 });
      payouts.sandbox.control.disturb('createTransfer', first);
      payouts.sandbox.control.disturb('read', 'lose', 2);
      await payouts.pass(MINUTE, 4);
      assert.equal((await payouts.transfer(orderId)).status, 'permanently_failed');
      payouts.sandbox.control.calm();
      payouts.clock.tick(HOUR);
      return orderId;
    };
    it('finds a transfer that was given up though it had arrived', async () => {
      const orderId = await lost('lose-answer');
      assert.equal(await lookUp(), 1);
      const found = await payouts.transfer(orderId);
      assert.deepEqual([found.status, found.unresolvedSince, found.attempts], ['completed', null, 3]);
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 900n, debt: 0n });
      assert.equal(payouts.transitions.at(-1), 'transfers: permanently_failed → completed');
      assert.equal(await lookUp(), 0);
    });

    it('knows from then on that a transfer was never made, and sends nothing by itself', async () => {
      const orderId = await lost('lose');
      assert.equal(await lookUp(), 1);
      const known = await payouts.transfer(orderId);
      assert.deepEqual([known.status, known.unresolvedSince], ['permanently_failed', null]);
      assert.equal(await payouts.atProvider(MILA), 0n);
      assert.equal((await payouts.retry(known.id)).status, 'completed');
    });

    it('drops what a refund wanted back of a transfer that was never made', async () => {
      const orderId = await lost('lose');
      await payouts.refund(orderId, { [MILA]: 900 });
      await lookUp();
      assert.equal((await payouts.transfer(orderId)).status, 'canceled');
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 0n, debt: 0n });
    });

    it('takes back what a refund wanted of a transfer that had arrived after all', async () => {
      const orderId = await lost('lose-answer');
      await payouts.refund(orderId, { [MILA]: 900 });
      await lookUp();
      await payouts.work();
      assert.equal((await payouts.transfer(orderId)).status, 'reversed');
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('finds one that a dispute holds, which stays held', async () => {
      const orderId = await lost('lose-answer');
      await payouts.dispute(orderId, 'hold');
      payouts.clock.tick(HOUR);
      await lookUp();
      const found = await payouts.transfer(orderId);
      assert.equal(found.status, 'completed');
      assert.notEqual(found.heldAt, null);
    });

    it('leaves one that cannot be read for the next time, behind the others', async () => {
      await lost('lose-answer');
      const second = await lost('lose-answer', BEN);
      payouts.sandbox.control.disturb('read', 'lose');
      assert.equal(await lookUp(), 2);
      assert.equal((await payouts.transfer(second)).status, 'completed');
      assert.equal(await lookUp(), 0);
      payouts.clock.tick(HOUR);
      assert.equal(await lookUp(), 1);
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 900n, debt: 0n });
    });

    it('says nothing of a transfer that is tried again by hand while it is looked up', async () => {
      const orderId = await lost('lose');
      const { id } = await payouts.transfer(orderId);
      const { service } = payouts.sandbox;
      const [called, lookedUp] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let retried: Promise<unknown> | undefined;
      const find = sinon.stub(service, 'findTransfer').callThrough();
      find.onFirstCall().callsFake(async () => {
        retried = payouts.retry(id);
        await called.promise;
        return null;
      });
      const create = sinon.stub(service, 'createTransfer').callsFake(async (...call) => {
        called.resolve();
        await lookedUp.promise;
        return create.wrappedMethod.apply(service, call);
      });
      await lookUp();
      assert.equal((await payouts.transfer(orderId)).status, 'failed');
      lookedUp.resolve();
      await retried;
      assert.equal((await payouts.transfer(orderId)).status, 'completed');
      assert.deepEqual(payouts.errors, ['transfer_permanently_failed']);
    });

    it('leaves alone what failed for good and is certain', async () => {
      await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('createTransfer', 'decline', 3);
      await payouts.pass(MINUTE, 4);
      payouts.clock.tick(HOUR);
      assert.equal(await lookUp(), 0);
    });

    it('does the work of every worker once, and says how much that was', async () => {
      await payouts.sell({ [MILA]: 100 });
      await payouts.work();
      const orderId = await payouts.sell({ [MILA]: 5_000 });
      assert.equal(await payouts.get(SendDueTransfers).round(), 1);
      await payouts.refund(orderId, { [MILA]: 2_000 });
      assert.equal(await payouts.get(ReverseDueTransfers).round(), 1);
      await payouts.requestPayout(MILA);
      assert.equal(await payouts.get(AdvanceDuePayouts).round(), 0);
      assert.equal(await payouts.get(AdvanceDuePayouts).round({ all: true }), 1);
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'paid');
      await payouts.setAccount(MILA, 'restricted');
      payouts.clock.tick(2 * HOUR);
      assert.equal(await payouts.get(CheckSellerAccounts).round(), 1);
    });

    it('tells of everything that its provider did not answer for', async () => {
      const { control } = payouts.sandbox;
      const unanswered: string[] = [];
      const heard = (what: string) => ({ onUnanswered: () => void unanswered.push(what) });
      const first = await payouts.sell({ [MILA]: 2_000 });
      await payouts.work();
      await payouts.requestPayout(MILA, 500);
      await payouts.sell({ [MILA]: 900 });
      control.disturb('createTransfer', 'lose');
      await payouts.get(SendDueTransfers).round(heard('transfer'));
      await payouts.refund(first, { [MILA]: 100 });
      control.disturb('reverseTransfer', 'lose');
      await payouts.get(ReverseDueTransfers).round(heard('reversal'));
      control.disturb('read', 'lose');
      await payouts.get(AdvanceDuePayouts).round({ all: true, ...heard('payout') });
      assert.deepEqual(unanswered, ['transfer', 'reversal', 'payout']);
      control.calm();
      payouts.clock.tick(HOUR);
      await payouts.work();
    });

    it('makes no reversal while they are switched off', async () => {
      const switchedOff = await new PayoutHarness(database, { REVERSAL_ENABLED: 'false' }).open();
      assert.equal(await switchedOff.get(ReverseDueTransfers).round(), 0);
      await switchedOff.close();
    });
  });
}

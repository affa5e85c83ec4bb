import assert from 'node:assert/strict';
import { REVERSE_TRANSFERS } from '#application/payouts/jobs.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { BEN, MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

for (const kind of databases) {
  describe(`taking a share back on ${kind.name}`, () => {
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

    it('keeps back what was not sent', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.refund(orderId, { [MILA]: 300 });
      await payouts.work();
      const transfer = await payouts.transfer(orderId);
      assert.deepEqual(
        { status: transfer.status, sent: transfer.sent, withheld: transfer.withheld },
        { status: 'completed', sent: 600n, withheld: 300n },
      );
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 600n });
    });

    it('keeps back and takes back of nobody but the seller who owes it', async () => {
      const orderId = await payouts.sell({ [MILA]: 900, [BEN]: 500 });
      await payouts.refund(orderId, { [BEN]: 300 });
      await payouts.work();
      assert.deepEqual([await payouts.atProvider(MILA), await payouts.atProvider(BEN)], [900n, 200n]);
      await payouts.refund(orderId, { [BEN]: 100 });
      await payouts.work();
      assert.deepEqual([await payouts.atProvider(MILA), await payouts.atProvider(BEN)], [900n, 100n]);
    });

    it('cancels a transfer of which nothing is left to send', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      const transfer = await payouts.transfer(orderId);
      assert.equal(transfer.status, 'canceled');
      assert.equal(transfer.attempts, 0);
      assert.deepEqual(await payouts.balance(MILA), nothing);
    });

    it('reverses what was sent, in part and then the exact rest', async () => {
      const orderId = await payouts.sell({ [MILA]: 900, [BEN]: 50 });
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 301 });
      assert.ok(payouts.enqueued.includes(REVERSE_TRANSFERS));
      assert.equal((await payouts.transfers(orderId)).find(({ sellerId }) => sellerId === MILA)?.status, 'reversal_pending');
      await payouts.work();
      const partly = (await payouts.transfers(orderId)).find(({ sellerId }) => sellerId === MILA);
      assert.deepEqual({ status: partly?.status, reversed: partly?.reversed }, { status: 'completed', reversed: 301n });
      await payouts.refund(orderId, { [MILA]: 599, [BEN]: 50 });
      await payouts.work();
      assert.deepEqual(
        (await payouts.transfers(orderId)).map(({ status }) => status),
        ['reversed', 'reversed'],
      );
      assert.deepEqual(await payouts.balance(MILA), nothing);
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('makes two reversals of one transfer one after the other', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 400 });
      await payouts.refund(orderId, { [MILA]: 500 });
      await payouts.work();
      assert.equal((await payouts.transfer(orderId)).status, 'reversed');
      assert.deepEqual(
        (await payouts.reversals(orderId)).map(({ status }) => status),
        ['succeeded', 'succeeded'],
      );
    });

    for (const fault of ['lose', 'lose-answer'] as const) {
      it(`takes back once though the answer is lost and the key is forgotten (${fault})`, async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        await payouts.work();
        await payouts.refund(orderId, { [MILA]: 400 });
        payouts.sandbox.control.disturb('reverseTransfer', fault);
        await payouts.work();
        payouts.sandbox.control.forgetKeys();
        await payouts.pass(25 * HOUR);
        const transfer = await payouts.transfer(orderId);
        assert.deepEqual({ status: transfer.status, reversed: transfer.reversed }, { status: 'completed', reversed: 400n });
        assert.equal(await payouts.atProvider(MILA), 500n);
        assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 500n });
      });
    }

    it('notes a transfer that was taken back already', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      payouts.sandbox.control.reverseInDashboard((await payouts.transfer(orderId)).providerTransferId ?? '', 900n);
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      const [reversal] = await payouts.reversals(orderId);
      assert.deepEqual({ status: reversal?.status, id: reversal?.providerReversalId }, { status: 'succeeded', id: null });
      assert.equal((await payouts.transfer(orderId)).status, 'reversed');
      assert.deepEqual(await payouts.balance(MILA), nothing);
      assert.ok(payouts.log.lines.some(({ event }) => event === 'transfer_already_reversed'));
    });

    it('gives up after exactly one call when the provider knows no such transfer', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await database.unitOfWork.run(() => database.writer.run("update transfers set provider_transfer_id = 'sbxtr_gone'"));
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      const [reversal] = await payouts.reversals(orderId);
      assert.deepEqual({ status: reversal?.status, attempts: reversal?.attempts }, { status: 'failed', attempts: 1 });
      assert.equal((await payouts.transfer(orderId)).status, 'permanently_failed');
      assert.deepEqual(payouts.errors, ['reversal_permanently_failed']);
    });

    it('gives up without a call when the transfer has no id', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await database.unitOfWork.run(() => database.writer.run('update transfers set provider_transfer_id = null'));
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      assert.equal((await payouts.reversals(orderId))[0]?.attempts, 0);
      assert.equal((await payouts.transfer(orderId)).status, 'permanently_failed');
    });

    it('waits for a transfer under way to arrive, then takes it back', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('createTransfer', 'lose');
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.work();
      assert.equal((await payouts.reversals(orderId))[0]?.attempts, 0);
      await payouts.pass(MINUTE);
      assert.equal((await payouts.transfer(orderId)).status, 'reversed');
      assert.equal(await payouts.atProvider(MILA), 0n);
      assert.deepEqual(await payouts.balance(MILA), nothing);
    });

    it('drops a reversal that waits for a transfer which fails for good, and sends only the rest by hand', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('createTransfer', 'decline', 3);
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 300 });
      await payouts.pass(MINUTE);
      await payouts.pass(2 * MINUTE);
      const failed = await payouts.transfer(orderId);
      assert.equal(failed.status, 'permanently_failed');
      assert.equal((await payouts.reversals(orderId))[0]?.status, 'dropped');
      const further = await payouts.retry(failed.id);
      assert.deepEqual(
        { status: further.status, sent: further.sent, sequence: further.sequence },
        { status: 'completed', sent: 600n, sequence: 2 },
      );
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 600n });
      await assert.rejects(payouts.retry(failed.id), { code: 'TRANSFER_NOT_RETRYABLE' });
    });

    it('lets reversals wait while they are switched off', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 900 });
      await payouts.close();
      payouts = await new PayoutHarness(database, { REVERSAL_ENABLED: 'false' }).open();
      await payouts.job(REVERSE_TRANSFERS);
      assert.equal((await payouts.transfer(orderId)).status, 'reversal_pending');
      assert.equal((await payouts.reversals(orderId))[0]?.attempts, 0);
    });
  });
}

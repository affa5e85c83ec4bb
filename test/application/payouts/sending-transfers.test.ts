import assert from 'node:assert/strict';
import { SEND_TRANSFERS } from '#application/payouts/jobs.ts';
import { ReserveTransfer } from '#application/payouts/reserve-transfer.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { BEN, euros, MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

for (const kind of databases) {
  describe(`sending transfers on ${kind.name}`, () => {
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

    const madeAtProvider = async (orderId: string) => {
      const transfer = await payouts.transfer(orderId);
      const found = await payouts.sandbox.service.findTransfer(transfer.id, orderId);
      return { amount: await payouts.atProvider(MILA), id: found?.transferId };
    };

    it('moves the share of a sale to the connected account, which is opened on the way', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      assert.deepEqual(payouts.enqueued, [SEND_TRANSFERS]);
      assert.deepEqual(await payouts.balance(MILA), { pending: 900n, available: 0n, debt: 0n });
      await payouts.job(SEND_TRANSFERS);
      const transfer = await payouts.transfer(orderId);
      const { id } = await madeAtProvider(orderId);
      assert.equal(transfer.status, 'completed');
      assert.equal(transfer.providerTransferId, id);
      assert.equal(transfer.provider, 'sandbox');
      assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 900n, debt: 0n });
      assert.equal(await payouts.atProvider(MILA), 900n);
    });

    it('is asked for at once, and not at all for a share that is nothing', async () => {
      const orderId = await payouts.sell({ [MILA]: 0, [BEN]: 900 });
      assert.deepEqual(
        (await payouts.transfers(orderId)).map(({ sellerId }) => sellerId),
        [BEN],
      );
      assert.deepEqual(payouts.enqueued, ['send-transfers']);
      await payouts.sell({ [MILA]: 0 });
      assert.deepEqual(payouts.enqueued, ['send-transfers']);
    });

    it('splits 100 cents over three sellers to the cent', async () => {
      const third = '0195aaaa-0000-7000-8000-000000000003';
      const [mila, ben, last] = euros(100).allocate([1n, 1n, 1n]);
      const orderId = await payouts.sell({ [MILA]: Number(mila?.amount), [BEN]: Number(ben?.amount), [third]: Number(last?.amount) });
      await payouts.work();
      const transfers = await payouts.transfers(orderId);
      assert.deepEqual(new Set(transfers.map(({ status }) => status)), new Set(['completed']));
      assert.equal(
        transfers.reduce((sum, { sent }) => sum + (sent ?? 0n), 0n),
        100n,
      );
    });

    it('tries a declined transfer again, later each time, and gives up after the last try with an alarm', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('createTransfer', 'decline', 3);
      await payouts.work();
      const first = await payouts.transfer(orderId);
      assert.equal(first.status, 'failed');
      assert.equal(first.nextRetryAt?.getTime(), payouts.clock.now().getTime() + MINUTE);
      assert.equal(first.unresolvedSince, null);
      assert.match(first.lastError ?? '', /sandbox_declined/);
      await payouts.pass(MINUTE);
      const second = await payouts.transfer(orderId);
      assert.equal(second.nextRetryAt?.getTime(), payouts.clock.now().getTime() + 2 * MINUTE);
      await payouts.pass(2 * MINUTE);
      assert.equal((await payouts.transfer(orderId)).status, 'permanently_failed');
      assert.deepEqual(payouts.errors, ['transfer_permanently_failed']);
      assert.deepEqual(await payouts.balance(MILA), { pending: 900n, available: 0n, debt: 0n });
    });

    it('gets through after a clear no, which the provider would repeat for the same key', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('createTransfer', 'decline');
      await payouts.work();
      await payouts.pass(MINUTE);
      assert.equal((await payouts.transfer(orderId)).status, 'completed');
    });

    it('uses up no try while the platform itself has not got the money yet', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('funds', 'decline', 10);
      await payouts.work();
      await payouts.pass(6 * HOUR, 9);
      const waiting = await payouts.transfer(orderId);
      assert.deepEqual({ status: waiting.status, attempts: waiting.attempts }, { status: 'failed', attempts: 0 });
      await payouts.pass(6 * HOUR);
      assert.equal((await payouts.transfer(orderId)).status, 'completed');
      assert.deepEqual(payouts.errors, []);
    });

    for (const fault of ['lose', 'lose-answer'] as const) {
      it(`sends once though the first answer is lost (${fault})`, async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        payouts.sandbox.control.disturb('createTransfer', fault);
        await payouts.work();
        const lost = await payouts.transfer(orderId);
        assert.equal(lost.status, 'failed');
        assert.deepEqual(lost.unresolvedSince, payouts.clock.now());
        await payouts.pass(MINUTE);
        assert.equal((await payouts.transfer(orderId)).status, 'completed');
        assert.equal((await madeAtProvider(orderId)).amount, 900n);
      });

      it(`sends once though the retry comes 25 hours later, when the key is forgotten (${fault})`, async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        payouts.sandbox.control.disturb('createTransfer', fault);
        await payouts.work();
        payouts.sandbox.control.forgetKeys();
        await payouts.pass(25 * HOUR);
        assert.equal((await payouts.transfer(orderId)).status, 'completed');
        assert.equal((await madeAtProvider(orderId)).amount, 900n);
      });
    }

    it('looks an old transfer up before it repeats it, though its last answer was a clear no', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('createTransfer', 'decline');
      await payouts.work();
      payouts.clock.tick(25 * HOUR);
      payouts.sandbox.control.disturb('read', 'lose');
      await payouts.work();
      assert.match((await payouts.transfer(orderId)).lastError ?? '', /no answer/);
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('takes up what a worker left behind when it died during the call', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      const next = await payouts.sell({ [MILA]: 500 });
      const reservation = await payouts.get(ReserveTransfer).execute(null);
      assert.equal(reservation.state, 'reserved');
      await payouts.work();
      assert.equal((await payouts.transfer(next)).status, 'pending');
      await payouts.pass(2 * MINUTE);
      assert.equal((await payouts.transfer(next)).status, 'completed');
      assert.equal((await payouts.transfer(orderId)).attempts, 1);
      assert.equal(await payouts.atProvider(MILA), 1400n);
    });

    it('marks as unresolved what nobody can establish, and an administrator gets it on', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('createTransfer', 'lose-answer');
      payouts.sandbox.control.disturb('read', 'lose', 2);
      await payouts.work();
      await payouts.pass(MINUTE);
      await payouts.pass(2 * MINUTE);
      const stuck = await payouts.transfer(orderId);
      assert.equal(stuck.status, 'permanently_failed');
      assert.notEqual(stuck.unresolvedSince, null);
      assert.deepEqual(payouts.errors, ['transfer_permanently_failed']);
      const retried = await payouts.retry(stuck.id);
      assert.equal(retried.status, 'completed');
      assert.equal(retried.id, stuck.id);
      assert.equal(await payouts.atProvider(MILA), 900n);
    });

    it('sends nothing while a dispute holds the order, and goes on when it is released', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.dispute(orderId, 'hold');
      await payouts.pass(HOUR);
      assert.equal((await payouts.transfer(orderId)).attempts, 0);
      await payouts.dispute(orderId, 'release');
      await payouts.work();
      assert.equal((await payouts.transfer(orderId)).status, 'completed');
    });

    it('opens no account that the service refuses, and tries again', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      payouts.sandbox.control.disturb('createAccount', 'lose-answer');
      await payouts.work();
      assert.equal((await payouts.transfer(orderId)).attempts, 0);
      assert.deepEqual(payouts.errors, ['seller_account_not_opened']);
      await payouts.pass(2 * MINUTE);
      assert.equal((await payouts.transfer(orderId)).status, 'completed');
      assert.equal(await payouts.atProvider(MILA), 900n);
    });
  });
}

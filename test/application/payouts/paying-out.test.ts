import assert from 'node:assert/strict';
import { AdvanceDuePayouts } from '#application/payouts/advance-due-payouts.ts';
import { ADVANCE_PAYOUTS, PAY_OUT } from '#application/payouts/jobs.ts';
import { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { euros, MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

for (const kind of databases) {
  describe(`paying out on ${kind.name}`, () => {
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

    const sold = async (cents: number) => {
      const orderId = await payouts.sell({ [MILA]: cents });
      await payouts.work();
      return orderId;
    };
    const nothing = { pending: 0n, available: 0n, debt: 0n };

    it('sends everything to the bank when its seller asks, and follows it until it is paid', async () => {
      await sold(5_000);
      const payout = await payouts.requestPayout(MILA);
      assert.deepEqual({ status: payout.status, amount: payout.amount }, { status: 'in_transit', amount: euros(5_000) });
      assert.deepEqual(await payouts.balance(MILA), nothing);
      await payouts.pass(HOUR);
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'paid');
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('refuses more than there is, a second one at once, and one from nothing', async () => {
      await sold(5_000);
      await assert.rejects(payouts.requestPayout(MILA, 5_001), { code: 'PAYOUT_EXCEEDS_BALANCE' });
      await payouts.requestPayout(MILA, 1_000);
      await assert.rejects(payouts.requestPayout(MILA, 1_000), { code: 'PAYOUT_UNDER_WAY' });
      await payouts.pass(HOUR);
      assert.equal((await payouts.requestPayout(MILA)).amount.amount, 4_000n);
      await payouts.pass(HOUR);
      await assert.rejects(payouts.requestPayout(MILA), { code: 'NOTHING_TO_PAY_OUT' });
    });

    it('refuses a seller without an account, or whose account may not pay out', async () => {
      await assert.rejects(payouts.requestPayout(MILA), { code: 'SELLER_ACCOUNT_NOT_READY' });
      await sold(5_000);
      await payouts.setAccount(MILA, 'restricted');
      await assert.rejects(payouts.requestPayout(MILA), { code: 'SELLER_ACCOUNT_NOT_READY' });
      await payouts.setAccount(MILA, 'active');
      assert.equal((await payouts.requestPayout(MILA)).status, 'in_transit');
    });

    it('pays nothing out that a dispute holds or a refund under way claims', async () => {
      const disputed = await sold(5_000);
      const refunded = await sold(3_000);
      await payouts.dispute(disputed, 'hold');
      payouts.sandbox.control.disturb('reverseTransfer', 'decline');
      await payouts.refund(refunded, { [MILA]: 2_000 });
      await payouts.work();
      await assert.rejects(payouts.requestPayout(MILA, 1_001), { code: 'PAYOUT_EXCEEDS_BALANCE' });
      assert.equal((await payouts.requestPayout(MILA)).amount.amount, 1_000n);
      await payouts.pass(HOUR);
      await payouts.dispute(disputed, 'release');
      assert.equal((await payouts.requestPayout(MILA)).amount.amount, 5_000n);
    });

    it('fails a payout that the provider refuses, and leaves the balance alone', async () => {
      await sold(5_000);
      payouts.sandbox.control.disturb('createPayout', 'decline');
      const payout = await payouts.requestPayout(MILA);
      assert.deepEqual({ status: payout.status, code: payout.failureCode }, { status: 'failed', code: 'sandbox_declined' });
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 5_000n });
    });

    for (const fault of ['lose', 'lose-answer'] as const) {
      it(`pays once though the answer is lost and the key is forgotten (${fault})`, async () => {
        await sold(5_000);
        payouts.sandbox.control.disturb('createPayout', fault);
        assert.equal((await payouts.requestPayout(MILA, 2_000)).status, 'pending');
        payouts.sandbox.control.forgetKeys();
        await payouts.pass(25 * HOUR);
        assert.equal((await payouts.payouts(MILA))[0]?.status, 'in_transit');
        assert.equal(await payouts.atProvider(MILA), 3_000n);
        assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 3_000n });
      });
    }

    it('knows by its id at the provider one that is found as failed after its answer was lost', async () => {
      await sold(5_000);
      payouts.sandbox.control.disturb('createPayout', 'lose-answer');
      const { id } = await payouts.requestPayout(MILA);
      const made = await payouts.sandbox.service.findPayout(id, await payouts.accountOf(MILA));
      payouts.sandbox.control.bounce(made?.payoutId ?? '');
      await payouts.pass(HOUR);
      const [failed] = await payouts.payouts(MILA);
      assert.deepEqual([failed?.status, failed?.providerPayoutId], ['failed', made?.payoutId]);
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 5_000n });
    });

    it('raises an alarm over a payout that nobody can establish, and still finds out in the end', async () => {
      await sold(5_000);
      payouts.sandbox.control.disturb('createPayout', 'lose-answer');
      await payouts.requestPayout(MILA);
      payouts.sandbox.control.disturb('read', 'lose', 2);
      await payouts.pass(MINUTE);
      await payouts.pass(2 * MINUTE);
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'unresolved');
      assert.deepEqual(payouts.errors, ['payout_unresolved']);
      await assert.rejects(payouts.requestPayout(MILA), { code: 'PAYOUT_UNDER_WAY' });
      await payouts.pass(6 * HOUR);
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'in_transit');
    });

    it('asks about one as often as it reconciles, unless told otherwise', async () => {
      await payouts.close();
      payouts = await new PayoutHarness(database, { RECONCILE_INTERVAL: '2s' }).open();
      await sold(5_000);
      await payouts.requestPayout(MILA);
      await payouts.pass(2_000);
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'paid');
    });

    for (const notice of ['a notice', 'no notice', 'an operator who wants everything looked at'] as const) {
      it(`restores the balance when the bank sends a paid payout back, with ${notice}`, async () => {
        await sold(5_000);
        await payouts.requestPayout(MILA);
        await payouts.pass(HOUR);
        const id = (await payouts.payouts(MILA))[0]?.providerPayoutId ?? '';
        payouts.sandbox.control.bounce(id);
        if (notice === 'a notice') await payouts.get(OnSellerFact).execute('sandbox', { kind: 'payout', id });
        else if (notice === 'no notice') await payouts.pass(DAY);
        else await payouts.get(AdvanceDuePayouts).round({ all: true });
        const [bounced] = await payouts.payouts(MILA);
        assert.deepEqual({ status: bounced?.status, code: bounced?.failureCode }, { status: 'failed', code: 'account_closed' });
        assert.deepEqual(payouts.errors, ['payout_bounced']);
        assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 5_000n });
        assert.equal((await payouts.requestPayout(MILA)).status, 'in_transit');
      });
    }

    it('gives back what a bank returned weeks later, when the provider tells of it', async () => {
      await sold(5_000);
      await payouts.requestPayout(MILA);
      await payouts.pass(DAY, 16);
      const payoutId = (await payouts.payouts(MILA))[0]?.providerPayoutId ?? '';
      const notice = () => payouts.get(OnSellerFact).execute('sandbox', { kind: 'payout', id: payoutId });
      payouts.sandbox.control.bounce(payoutId);
      payouts.sandbox.control.disturb('read', 'lose');
      await notice();
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'paid');
      await payouts.pass(DAY, 1);
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'failed');
      assert.deepEqual(payouts.errors, ['payout_bounced']);
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 5_000n });
      assert.deepEqual(await notice(), { result: 'unchanged' });
    });

    it('stops asking about a payout once it can no longer bounce', async () => {
      await sold(5_000);
      await payouts.requestPayout(MILA);
      await payouts.pass(HOUR);
      await payouts.pass(DAY, 15);
      assert.deepEqual((await database.reader.all('select next_check_at from payouts'))[0], { next_check_at: null });
    });

    it('pays out by itself when its time has come and there is enough', async () => {
      await sold(999);
      await payouts.pass(7 * DAY);
      await payouts.job(PAY_OUT);
      assert.deepEqual(await payouts.payouts(MILA), []);
      await sold(1);
      await payouts.job(PAY_OUT);
      assert.deepEqual(await payouts.payouts(MILA), []);
      await payouts.pass(7 * DAY);
      await payouts.job(PAY_OUT);
      assert.equal(payouts.enqueued.at(-1), ADVANCE_PAYOUTS);
      await payouts.job(ADVANCE_PAYOUTS);
      assert.deepEqual(
        (await payouts.payouts(MILA)).map(({ origin, status, amount }) => ({ origin, status, amount: amount.amount })),
        [{ origin: 'schedule', status: 'in_transit', amount: 1_000n }],
      );
    });

    it('gives every seller whose time has come a turn, however many they are', async () => {
      await sold(1);
      const columns = (await database.reader.all('select * from seller_accounts')).flatMap((row) => Object.keys(row));
      const another = () =>
        columns.map((column) => (['id', 'seller_id', 'account_id'].includes(column) ? `'${payouts.ids.next()}'` : column));
      await database.unitOfWork.run(async () => {
        for (let seller = 0; seller < 60; seller += 1) {
          await database.writer.run(
            `insert into seller_accounts (${columns.join(', ')}) select ${another().join(', ')} from seller_accounts where seller_id = '${MILA}'`,
          );
        }
      });
      await payouts.pass(7 * DAY);
      await payouts.job(PAY_OUT);
      const due = await database.reader.all('select id from seller_accounts where next_payout_at <= ?', [payouts.clock.now()]);
      assert.equal(due.length, 0);
    });

    it('shows a refund after the payout as a debt, and nets it from the next sales', async () => {
      const orderId = await sold(5_000);
      await payouts.requestPayout(MILA);
      await payouts.refund(orderId, { [MILA]: 5_000 });
      await payouts.pass(HOUR, 4);
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, debt: 5_000n });
      await assert.rejects(payouts.requestPayout(MILA), { code: 'NOTHING_TO_PAY_OUT' });
      const small = await sold(2_000);
      assert.equal((await payouts.transfer(small)).status, 'canceled');
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, debt: 3_000n });
      const large = await sold(4_000);
      assert.deepEqual(((transfer) => [transfer.sent, transfer.netted])(await payouts.transfer(large)), [1_000n, 3_000n]);
      assert.deepEqual(await payouts.balance(MILA), { ...nothing, available: 1_000n });
    });
  });
}

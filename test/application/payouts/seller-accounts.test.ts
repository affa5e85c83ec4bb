import assert from 'node:assert/strict';
import sinon from 'sinon';
import { CHECK_SELLER_ACCOUNTS } from '#application/payouts/jobs.ts';
import { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { OnboardSeller } from '#application/payouts/onboard-seller.ts';
import { TransferServices } from '#application/payouts/transfer-service.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const HOUR = 3_600_000;
const actor = { userId: MILA, role: 'creator' } as const;

for (const kind of databases) {
  describe(`accounts of sellers on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    before(async () => {
      database = await kind.open();
    });
    const opened = async (variables: Record<string, string> = {}) => {
      payouts = await new PayoutHarness(database, variables).open();
    };
    afterEach(async () => {
      assert.deepEqual((await payouts.audit()).faults, []);
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const onboard = () => payouts.get(OnboardSeller).execute({ actor });

    describe('that wait for their onboarding', () => {
      beforeEach(() => opened({ SANDBOX_ONBOARDING: 'manual' }));

      it('keep the share in the balance, with no try used up', async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        await payouts.work();
        await payouts.pass(HOUR, 3);
        const transfer = await payouts.transfer(orderId);
        assert.deepEqual({ status: transfer.status, attempts: transfer.attempts }, { status: 'pending', attempts: 0 });
        assert.deepEqual(await payouts.balance(MILA), { pending: 900n, available: 0n, debt: 0n });
      });

      it('let everything go out at once when the provider is satisfied', async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        await payouts.work();
        const first = await onboard();
        assert.equal(first.account.status, 'pending');
        assert.deepEqual(first.account.requirementsDue, ['external_account']);
        assert.match(first.url ?? '', /\/sandbox\/accounts\/sbxacct_/);
        await payouts.work();
        assert.equal((await payouts.transfer(orderId)).attempts, 0);
        await payouts.setAccount(MILA, 'active');
        assert.equal(payouts.enqueued.at(-1), 'send-transfers');
        await payouts.work();
        assert.equal((await payouts.transfer(orderId)).status, 'completed');
        assert.deepEqual(await onboard(), {
          account: { provider: 'sandbox', status: 'active', payoutsEnabled: true, requirementsDue: [] },
          url: null,
        });
      });

      it('are asked about though no notice ever comes', async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        await onboard();
        payouts.sandbox.control.setAccount(await payouts.accountOf(MILA), 'active');
        await payouts.pass(HOUR + 1);
        await payouts.job(CHECK_SELLER_ACCOUNTS);
        await payouts.work();
        assert.equal((await payouts.transfer(orderId)).status, 'completed');
      });
    });

    describe('at a provider', () => {
      beforeEach(() => opened());

      it('are opened once, however often the seller asks', async () => {
        await onboard();
        await onboard();
        const rows = await database.reader.all('select id from seller_accounts');
        assert.equal(rows.length, 1);
      });

      it('are replaced when they were disabled, and what went to the old one is taken back from there', async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        await payouts.work();
        const before = await payouts.accountOf(MILA);
        await payouts.setAccount(MILA, 'disabled');
        await onboard();
        const after = await payouts.accountOf(MILA);
        assert.notEqual(after, before);
        await payouts.sell({ [MILA]: 500 });
        await payouts.work();
        await payouts.refund(orderId, { [MILA]: 900 });
        await payouts.work();
        assert.equal((await payouts.transfer(orderId)).status, 'reversed');
        const { control } = payouts.sandbox;
        assert.deepEqual([control.balance(before, 'EUR'), control.balance(after, 'EUR')], [0n, 500n]);
        assert.deepEqual(await payouts.balance(MILA), { pending: 0n, available: 500n, debt: 0n });
      });

      it('are each paid out of what is in them', async () => {
        await payouts.sell({ [MILA]: 900 });
        await payouts.work();
        const before = await payouts.accountOf(MILA);
        await payouts.setAccount(MILA, 'disabled');
        await onboard();
        await payouts.sell({ [MILA]: 500 });
        await payouts.work();
        assert.equal((await payouts.requestPayout(MILA)).amount.amount, 500n);
        await payouts.pass(HOUR);
        payouts.sandbox.control.setAccount(before, 'active');
        await payouts.get(OnSellerFact).execute('sandbox', { kind: 'account', id: before });
        assert.equal((await payouts.requestPayout(MILA)).amount.amount, 900n);
        assert.equal(payouts.sandbox.control.balance(before, 'EUR'), 0n);
      });

      it('are not paid out of what is on its way back from them', async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        await payouts.work();
        const before = await payouts.accountOf(MILA);
        await payouts.setAccount(MILA, 'disabled');
        await onboard();
        await payouts.sell({ [MILA]: 500 });
        await payouts.work();
        payouts.sandbox.control.setAccount(before, 'active');
        await payouts.get(OnSellerFact).execute('sandbox', { kind: 'account', id: before });
        await payouts.refund(orderId, { [MILA]: 900 });
        assert.equal((await payouts.requestPayout(MILA)).amount.amount, 500n);
        await payouts.work();
        assert.equal((await payouts.transfer(orderId)).status, 'reversed');
        assert.equal(await payouts.atProvider(MILA), 0n);
      });

      it('are not paid out through a service that is not configured any more', async () => {
        await payouts.sell({ [MILA]: 5_000 });
        await payouts.work();
        sinon.stub(payouts.get(TransferServices), 'named').returns(null);
        await assert.rejects(payouts.requestPayout(MILA), { code: 'NOTHING_TO_PAY_OUT' });
        assert.deepEqual(await payouts.payouts(MILA), []);
      });

      it('get by hand what their closed predecessor was refused', async () => {
        await payouts.sell({ [MILA]: 900 });
        await payouts.work();
        const before = await payouts.accountOf(MILA);
        payouts.sandbox.control.setAccount(before, 'disabled');
        const orderId = await payouts.sell({ [MILA]: 500 });
        await payouts.pass(HOUR, 4);
        const refused = await payouts.transfer(orderId);
        assert.deepEqual([refused.status, refused.accountId], ['permanently_failed', before]);
        await payouts.setAccount(MILA, 'disabled');
        await onboard();
        const sent = await payouts.retry(refused.id);
        assert.deepEqual([sent.status, sent.sequence, sent.sent], ['completed', 2, 500n]);
        assert.equal(sent.accountId, await payouts.accountOf(MILA));
        assert.equal((await payouts.transfers(orderId))[0]?.status, 'canceled');
      });

      it('take a transfer back from the service that it was made with, whatever is current now', async () => {
        const orderId = await payouts.sell({ [MILA]: 900 });
        await payouts.work();
        payouts.switchTo('stripe-connect');
        const next = await payouts.sell({ [MILA]: 500 });
        await payouts.refund(orderId, { [MILA]: 900 });
        await payouts.work();
        assert.equal((await payouts.transfer(orderId)).status, 'reversed');
        const sent = await payouts.transfer(next);
        assert.deepEqual({ status: sent.status, provider: sent.provider }, { status: 'completed', provider: 'stripe-connect' });
      });

      it('say nothing about accounts that are none of ours', async () => {
        const verdict = await payouts.get(OnSellerFact).execute('sandbox', { kind: 'account', id: 'sbxacct_unknown' });
        assert.deepEqual(verdict, { result: 'unknown' });
      });
    });

    it('are of no use without a transfer service: shares wait', async () => {
      await opened({ TRANSFER_PROVIDER: 'none' });
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      const transfer = await payouts.transfer(orderId);
      assert.deepEqual({ status: transfer.status, attempts: transfer.attempts }, { status: 'pending', attempts: 0 });
      await assert.rejects(onboard(), { code: 'TRANSFER_SERVICE_UNAVAILABLE' });
    });
  });
}

import assert from 'node:assert/strict';
import sinon from 'sinon';
import { CheckSellerAccounts } from '#application/payouts/check-seller-accounts.ts';
import { LookUpLostTransfers } from '#application/payouts/look-up-lost-transfers.ts';
import { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { TransferServices } from '#application/payouts/transfer-service.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { euros, MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const share = { [MILA]: 900 };

for (const kind of databases) {
  describe(`a transfer service that does not know its own any more, or is not asked, on ${kind.name}`, () => {
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
      assert.deepEqual((await payouts.audit()).faults, []);
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    /** The configuration names it no longer. Answers how it comes back. */
    const remove = () => {
      const gone = sinon.stub(payouts.get(TransferServices), 'named').returns(null);
      return () => gone.restore();
    };

    it('lets a transfer wait that was meant for it, with no try used up, and goes on when it is back', async () => {
      const orderId = await payouts.sell(share);
      payouts.sandbox.control.disturb('createTransfer', 'decline');
      await payouts.work();
      const back = remove();
      await payouts.pass(HOUR, 5);
      const { status, attempts } = await payouts.transfer(orderId);
      assert.deepEqual([status, attempts], ['failed', 1]);
      assert.deepEqual(new Set(payouts.errors), new Set(['transfer_service_missing']));
      back();
      await payouts.pass(HOUR);
      assert.equal((await payouts.transfer(orderId)).status, 'completed');
    });

    it('lets a reversal wait of what it was sent, with no try used up, and goes on when it is back', async () => {
      const orderId = await payouts.sell(share);
      await payouts.work();
      await payouts.refund(orderId, share);
      const back = remove();
      await payouts.work();
      await payouts.pass(HOUR, 5);
      assert.deepEqual(
        (await payouts.reversals(orderId)).map(({ status, attempts }) => ({ status, attempts })),
        [{ status: 'pending', attempts: 0 }],
      );
      assert.deepEqual(new Set(payouts.errors), new Set(['transfer_service_missing']));
      back();
      await payouts.pass(HOUR);
      assert.equal((await payouts.transfer(orderId)).status, 'reversed');
    });

    it('lets a payout wait that went through it, and follows it when it is back', async () => {
      await payouts.sell(share);
      await payouts.work();
      await payouts.requestPayout(MILA);
      const back = remove();
      await payouts.pass(HOUR);
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'in_transit');
      assert.deepEqual(payouts.errors, ['transfer_service_missing']);
      back();
      await payouts.pass(HOUR);
      assert.equal((await payouts.payouts(MILA))[0]?.status, 'paid');
    });

    it('leaves a transfer lost that was lost with it', async () => {
      const orderId = await payouts.sell(share);
      payouts.sandbox.control.disturb('createTransfer', 'lose-answer');
      payouts.sandbox.control.disturb('read', 'lose', 2);
      await payouts.pass(MINUTE, 4);
      remove();
      payouts.clock.tick(HOUR);
      await payouts.get(LookUpLostTransfers).execute();
      assert.equal((await payouts.transfer(orderId)).status, 'permanently_failed');
    });

    it('is sent no second payout when it does not know the one that it had accepted', async () => {
      await payouts.sell(share);
      await payouts.work();
      await payouts.requestPayout(MILA, 400);
      sinon.stub(payouts.sandbox.service, 'getPayout').resolves(null);
      const created = sinon.spy(payouts.sandbox.service, 'createPayout');
      await payouts.pass(HOUR);
      assert.equal(created.callCount, 0);
      assert.deepEqual([(await payouts.payouts(MILA))[0]?.status, await payouts.atProvider(MILA)], ['in_transit', 500n]);
    });

    it('is sent nothing more for a seller whose account it does not know any more', async () => {
      await payouts.sell(share);
      await payouts.work();
      sinon.stub(payouts.sandbox.service, 'getAccount').resolves(null);
      payouts.clock.tick(1);
      await payouts.get(CheckSellerAccounts).round({ all: true });
      assert.deepEqual(payouts.errors, ['seller_account_gone']);
      const orderId = await payouts.sell(share);
      await payouts.work();
      const { status, attempts } = await payouts.transfer(orderId);
      assert.deepEqual([status, attempts], ['pending', 0]);
      await assert.rejects(payouts.requestPayout(MILA), { code: 'SELLER_ACCOUNT_NOT_READY' });
    });

    it('has no news of transfers and payouts that are none of ours', async () => {
      for (const subject of ['transfer', 'payout'] as const) {
        assert.deepEqual(await payouts.get(OnSellerFact).execute('sandbox', { kind: subject, id: 'sbx_unknown' }), { result: 'unknown' });
      }
      await payouts.sell(share);
      await payouts.work();
      const request = { orderId: 'o-1', sellerId: MILA, transferGroup: 'o-1', amount: euros(100) };
      const made = await payouts.sandbox.service.createTransfer('t-1', { ...request, accountId: await payouts.accountOf(MILA) });
      const id = made.outcome === 'accepted' ? made.value.transferId : '';
      assert.deepEqual(await payouts.get(OnSellerFact).execute('sandbox', { kind: 'transfer', id }), { result: 'unknown' });
    });
  });
}

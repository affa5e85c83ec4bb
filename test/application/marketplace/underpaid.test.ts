import assert from 'node:assert/strict';
import sinon from 'sinon';
import { CreatePromoCode } from '#application/marketplace/create-promo-code.ts';
import { type OrderSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import { ReconcileOrders } from '#application/marketplace/reconcile-orders.ts';
import { ReconcilePaidOrders } from '#application/marketplace/reconcile-paid-orders.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { ProviderPayment, ProviderRefund } from '#application/shared/payment-provider.ts';
import { databases } from '#test/support/databases.ts';
import { eur, Shop } from '#test/support/shop.ts';

const HOUR = 3_600_000;

for (const database of databases) {
  describe(`an order for which too little was received, on ${database.name}`, () => {
    let shop: Shop;
    let buyer: Actor;
    let productId: string;
    let promoCodeId: string;
    let order: OrderSnapshot;
    let told: ProviderPayment;
    let refunds: ProviderRefund[];
    let alarm: sinon.SinonStub;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      await shop.db.clear();
      const seller = await shop.user('creator');
      buyer = await shop.user();
      productId = await shop.product(seller, { price: 10_000, licence: 'exclusive' });
      const discount = { basisPoints: 5000 };
      promoCodeId = await (await shop.get(CreatePromoCode)).execute({ actor: seller, code: 'HALF', discount, maxUses: 1 });
      order = await shop.order(buyer, [productId], { promoCode: 'HALF' });
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      told = { ...payment, status: 'succeeded', received: eur(3000) };
      refunds = [];
      sinon.stub(shop.provider, 'getPayment').callsFake(async () => told);
      sinon.stub(shop.provider, 'listRefunds').callsFake(async () => refunds);
      alarm = sinon.stub(shop.log, 'error');
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const givenBack = (amount: number, status: ProviderRefund['status'] = 'succeeded'): ProviderRefund => ({
      refundId: `re_${refunds.length}`,
      paymentId: told.paymentId,
      status,
      amount: eur(amount),
      reference: null,
      failure: null,
    });
    const reconcile = async () => {
      await (await shop.get(ReconcileOrders)).execute({ all: true });
      await (await shop.get(ReconcilePaidOrders)).execute();
    };
    const outcome = async () => {
      const { status, failureCode } = await shop.orderNow(order.id);
      return [status, failureCode];
    };
    const usesOfCode = async () => (await (await shop.get(SalesRecords)).findPromoCode(promoCodeId))?.uses;
    const alarmsOf = async (work: () => Promise<unknown>) => {
      alarm.resetHistory();
      await work();
      return alarm.args.map(([event]) => event);
    };

    it('fails once it has expired and everything is back with the buyer, and gives back what it held', async () => {
      shop.clock.tick(25 * HOUR);
      refunds = [givenBack(1000), givenBack(2000)];
      assert.deepEqual(await alarmsOf(reconcile), []);
      assert.deepEqual([await outcome(), await usesOfCode()], [['failed', 'UNDERPAYMENT_RETURNED'], 0]);
      sinon.restore();
      assert.equal((await shop.purchase(await shop.user(), [productId])).status, 'completed');
    });

    for (const [what, refundsMade] of [
      ['while nothing is back', () => []],
      ['while only a part is back', () => [givenBack(2999)]],
      ['while only a part is certain to be back', () => [givenBack(1000), givenBack(2000, 'pending'), givenBack(2000, 'failed')]],
    ] as const) {
      it(`stays as it is, with its alarm, ${what}`, async () => {
        shop.clock.tick(25 * HOUR);
        refunds = refundsMade();
        for (const turn of [1, 2]) assert.deepEqual(await alarmsOf(reconcile), ['payment_quarantined'], `turn ${turn}`);
        assert.deepEqual([await outcome(), await usesOfCode()], [['pending', null], 1]);
      });
    }

    it('stays as it is until it has expired', async () => {
      refunds = [givenBack(3000)];
      shop.clock.tick(23 * HOUR);
      assert.deepEqual(await alarmsOf(reconcile), ['payment_quarantined']);
      assert.deepEqual(await outcome(), ['pending', null]);
    });

    it('stays as it is when the provider does not say how much it received', async () => {
      told = { ...told, received: eur(0) };
      shop.clock.tick(25 * HOUR);
      assert.deepEqual(await alarmsOf(reconcile), ['payment_quarantined']);
      assert.deepEqual(await outcome(), ['pending', null]);
    });

    it('stays as it is when its payment contradicts it in anything else', async () => {
      told = { ...told, amount: eur(5001) };
      refunds = [givenBack(3000)];
      shop.clock.tick(25 * HOUR);
      assert.deepEqual(await alarmsOf(reconcile), ['payment_quarantined']);
      assert.deepEqual(await outcome(), ['pending', null]);
    });

    describe('and has failed since', () => {
      beforeEach(async () => {
        shop.clock.tick(25 * HOUR);
        refunds = [givenBack(3000)];
        await reconcile();
        assert.equal((await outcome())[0], 'failed');
      });

      it('is left in peace by whatever is told of it again', async () => {
        assert.deepEqual(await alarmsOf(reconcile), []);
        assert.deepEqual(await alarmsOf(async () => assert.equal((await shop.paymentNews(order)).result, 'unchanged')), []);
        const settle = await shop.get(SettleRefund);
        for (const refund of refunds) assert.equal((await settle.execute('sandbox', refund)).result, 'unknown');
        assert.deepEqual(await outcome(), ['failed', 'UNDERPAYMENT_RETURNED']);
      });

      it('raises its alarm again when a refund fails after all, and the money is there', async () => {
        refunds = [givenBack(3000, 'failed')];
        assert.deepEqual(await alarmsOf(reconcile), ['payment_quarantined']);
      });

      it('completes when all of it is received after all', async () => {
        told = { ...told, received: told.amount };
        refunds = [];
        await reconcile();
        assert.deepEqual([await outcome(), await usesOfCode()], [['completed', null], 1]);
      });
    });

    it('raises an alarm when too little is said to be received of what had been paid, however much of it is back', async () => {
      told = { ...told, received: told.amount };
      await reconcile();
      told = { ...told, received: eur(3000) };
      refunds = [givenBack(3000)];
      assert.ok((await alarmsOf(reconcile)).includes('payment_quarantined'));
    });
  });
}

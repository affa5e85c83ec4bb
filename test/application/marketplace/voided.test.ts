import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type OrderSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import { ReconcilePaidOrders } from '#application/marketplace/reconcile-paid-orders.ts';
import { ReconcileRefunds } from '#application/marketplace/reconcile-refunds.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { ProviderPayment } from '#application/shared/payment-provider.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { databases } from '#test/support/databases.ts';
import { eur, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`an order whose payment is voided at the provider after it was captured, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let buyer: Actor;
    let productId: string;
    let order: OrderSnapshot;
    let voided: ProviderPayment;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      await shop.db.clear();
      [seller, buyer] = [await shop.user('creator'), await shop.user()];
      productId = await shop.product(seller, { licence: 'exclusive' });
      order = await shop.purchase(buyer, [productId]);
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      voided = { ...payment, status: 'canceled', received: eur(0) };
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const tell = async (change: Partial<ProviderPayment> = {}) => {
      const read = sinon.stub(shop.provider, 'getPayment').resolves({ ...voided, ...change });
      const { result } = await shop.paymentNews(order);
      read.restore();
      return result;
    };
    const refunds = async () =>
      (await (await shop.get(SalesRecords)).listRefunds({ orderId: order.id }, { limit: 5 })).data.map(
        ({ origin, status, amount, providerRefundId }) => ({ origin, status, amount: amount.amount, providerRefundId }),
      );
    const ofTheVoid = (amount: bigint) => ({ origin: 'provider', status: 'succeeded', amount, providerRefundId: null });
    const activeLicences = async () =>
      (await (await shop.get(SalesRecords)).listLicences(buyer.userId, { limit: 5 })).data.filter((licence) => !licence.revokedAt);
    const owedToTheSeller = async () =>
      -(await shop.balance(accounts.payable(seller.userId))) - (await shop.balance(accounts.connect(seller.userId)));
    const statusNow = async () => (await shop.orderNow(order.id)).status;

    it('is refunded in full: licence, books and the seller’s share follow, and the log says so', async () => {
      const warning = sinon.spy(shop.log, 'warn');
      assert.equal(await tell(), 'settled');
      assert.deepEqual([await statusNow(), await refunds()], ['refunded', [ofTheVoid(1000n)]]);
      assert.deepEqual([(await activeLicences()).length, await owedToTheSeller()], [0, 0n]);
      sinon.assert.calledOnceWithMatch(warning, 'payment_void_adopted', { orderId: order.id });
      assert.equal((await shop.order(await shop.user(), [productId])).status, 'pending');
    });

    it('is refunded once, however often and at once that is told', async () => {
      sinon.stub(shop.provider, 'getPayment').resolves(voided);
      const results = await Promise.all([1, 2, 3].map(() => shop.paymentNews(order)));
      assert.deepEqual(results.map(({ result }) => result).sort(), ['settled', 'unchanged', 'unchanged']);
      assert.deepEqual(await refunds(), [ofTheVoid(1000n)]);
    });

    it('is refunded when no webhook ever tells, and raises no alarm', async () => {
      const alarm = sinon.spy(shop.log, 'error');
      sinon.stub(shop.provider, 'getPayment').resolves(voided);
      for (let turn = 1; turn <= 2; turn += 1) await (await shop.get(ReconcilePaidOrders)).execute();
      assert.deepEqual([await statusNow(), await refunds(), alarm.callCount], ['refunded', [ofTheVoid(1000n)], 0]);
    });

    it('is refunded the rest of it when a part was refunded before', async () => {
      await shop.settleRefund((await shop.refund(order, buyer, { amount: 300n })).id, 'succeeded');
      await tell();
      assert.deepEqual(
        (await refunds()).filter(({ origin }) => origin === 'provider'),
        [ofTheVoid(700n)],
      );
      assert.deepEqual([await statusNow(), await owedToTheSeller()], ['refunded', 0n]);
    });

    it('stays refunded when a refund that was under way beside it is refused', async () => {
      sinon.stub(shop.provider, 'createRefund').resolves({ outcome: 'unknown', cause: new Error('the answer was lost') });
      const refund = await shop.refund(order, buyer);
      await tell();
      assert.equal(await statusNow(), 'refunded');
      shop.clock.tick(3_600_000);
      await (await shop.get(ReconcileRefunds)).execute({});
      const row = await shop.db.reader.first('select status from refunds where id = ?', [refund.id]);
      assert.deepEqual([row?.['status'], await statusNow()], ['failed', 'refunded']);
      assert.deepEqual([(await activeLicences()).length, await owedToTheSeller()], [0, 0n]);
    });

    it('raises an alarm, and changes nothing, when something of it is still said to be received', async () => {
      const alarm = sinon.stub(shop.log, 'error');
      assert.equal(await tell({ received: eur(1) }), 'quarantined');
      sinon.assert.calledOnceWithMatch(alarm, 'payment_quarantined', { orderId: order.id });
      assert.deepEqual(await shop.orderNow(order.id), order);
    });

    it('is canceled, and nothing is refunded, when it was never heard to be paid', async () => {
      order = await shop.order(buyer, [await shop.product(seller)]);
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      assert.equal(await tell({ ...payment, status: 'canceled' }), 'settled');
      assert.deepEqual([await statusNow(), await refunds()], ['canceled', []]);
    });
  });
}

import assert from 'node:assert/strict';
import sinon from 'sinon';
import { ReconcileOrders } from '#application/marketplace/reconcile-orders.ts';
import { ReconcilePaidOrders } from '#application/marketplace/reconcile-paid-orders.ts';
import { ReconcileRefunds } from '#application/marketplace/reconcile-refunds.ts';
import type { Actor } from '#application/shared/actor.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

for (const database of databases) {
  describe(`reconciling with the provider when no webhook ever comes, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let buyer: Actor;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      seller = await shop.user('creator');
      buyer = await shop.user();
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
      await shop.db.clear();
    });

    const reconcile = async (options = { all: false }) => {
      await (await shop.get(ReconcileOrders)).execute(options);
      await (await shop.get(ReconcileRefunds)).execute(options);
    };
    const newOrder = async () => shop.order(buyer, [await shop.product(seller)]);
    const statusOf = async (orderId: string) => (await shop.orderNow(orderId)).status;

    it('completes an order that was paid, once it has waited long enough', async () => {
      const order = await newOrder();
      shop.sandbox.control.settlePayment(order.paymentId ?? '', 'succeeded', 'drop');
      await reconcile();
      assert.equal(await statusOf(order.id), 'pending');
      shop.clock.tick(31 * MINUTE);
      await reconcile();
      assert.equal(await statusOf(order.id), 'completed');
    });

    it('does so at once when an operator asks', async () => {
      const order = await newOrder();
      shop.sandbox.control.settlePayment(order.paymentId ?? '', 'failed', 'drop');
      await reconcile({ all: true });
      assert.equal(await statusOf(order.id), 'failed');
    });

    it('says in the log what it did, against which state, and how long that had waited', async () => {
      const order = await newOrder();
      shop.sandbox.control.settlePayment(order.paymentId ?? '', 'succeeded', 'drop');
      shop.clock.tick(31 * MINUTE);
      const info = sinon.spy(shop.log, 'info');
      await reconcile();
      const waitedMs = 31 * MINUTE;
      const settled = { action: 'settled', against: 'succeeded', waitedMs };
      sinon.assert.calledWithExactly(info, 'order_reconciled', { orderId: order.id, was: 'pending', ...settled });
      const refund = await shop.refund(await shop.orderNow(order.id), buyer);
      shop.sandbox.control.settleRefund(refund.id, 'succeeded', 'drop');
      shop.clock.tick(31 * MINUTE);
      await reconcile();
      sinon.assert.calledWithExactly(info, 'refund_reconciled', { refundId: refund.id, orderId: order.id, was: 'pending', ...settled });
    });

    it('leaves alone what is being asked for at this moment, even when an operator asks for everything', async () => {
      const createPayment = sinon.stub(shop.provider, 'createPayment');
      createPayment.callThrough();
      createPayment.onFirstCall().callsFake(async (...asked) => {
        await reconcile({ all: true });
        return createPayment.wrappedMethod.apply(shop.provider, asked);
      });
      const order = await newOrder();
      const createRefund = sinon.stub(shop.provider, 'createRefund');
      createRefund.callThrough();
      createRefund.onFirstCall().callsFake(async (...asked) => {
        await reconcile({ all: true });
        return createRefund.wrappedMethod.apply(shop.provider, asked);
      });
      const refund = await shop.refund(await shop.pay(order), buyer);
      assert.deepEqual([refund.status, await statusOf(order.id)], ['pending', 'refund_pending']);
      assert.deepEqual([createPayment.callCount, createRefund.callCount], [1, 1]);
    });

    it('asks again for a payment whose call came to nothing, once it can no longer be under way', async () => {
      sinon.stub(shop.provider, 'createPayment').resolves({ outcome: 'unknown', cause: new Error('too many requests') });
      const order = await newOrder();
      sinon.restore();
      shop.clock.tick(shop.provider.callEndsWithinMs - 1);
      await reconcile({ all: true });
      assert.equal((await shop.orderNow(order.id)).paymentId, null);
      shop.clock.tick(1);
      await reconcile({ all: true });
      assert.ok((await shop.orderNow(order.id)).paymentId);
    });

    it('brings to its end what the provider refuses when it is asked again, which is an answer', async () => {
      const lost = { outcome: 'unknown', cause: new Error('the answer was lost') } as const;
      const create = sinon.stub(shop.provider, 'createPayment').resolves(lost);
      const order = await newOrder();
      create.resolves({ outcome: 'declined', failure: { code: 'card_declined', message: 'no' } });
      shop.clock.tick(31 * MINUTE);
      const [info, onUnanswered] = [sinon.spy(shop.log, 'info'), sinon.spy()];
      await (await shop.get(ReconcileOrders)).execute({ onUnanswered });
      assert.deepEqual([await statusOf(order.id), onUnanswered.callCount], ['failed', 0]);
      sinon.assert.calledWithMatch(info, 'order_reconciled', { orderId: order.id, action: 'refused' });
    });

    it('finds a payment whose creation we never heard of', async () => {
      sinon.stub(shop.provider, 'createPayment').callsFake(async (key, request) => {
        sinon.restore();
        await shop.provider.createPayment(key, request);
        return { outcome: 'unknown', cause: new Error('the answer was lost') };
      });
      const order = await newOrder();
      assert.equal(order.paymentId, null);
      const made = await shop.provider.findPayment(order.id);
      shop.sandbox.control.settlePayment(made?.payment.paymentId ?? '', 'succeeded', 'drop');
      shop.clock.tick(31 * MINUTE);
      await reconcile();
      assert.equal(await statusOf(order.id), 'completed');
    });

    it('gives an order up when its key is too old to be repeated and the provider has no payment', async () => {
      sinon.stub(shop.provider, 'createPayment').resolves({ outcome: 'unknown', cause: new Error('never arrived') });
      const order = await newOrder();
      sinon.restore();
      const create = sinon.spy(shop.provider, 'createPayment');
      shop.clock.tick(25 * HOUR);
      await reconcile();
      assert.deepEqual([await statusOf(order.id), create.callCount], ['failed', 0]);
    });

    it('cancels an order that nobody pays, and gives its exclusive licence back', async () => {
      const productId = await shop.product(seller, { licence: 'exclusive' });
      const order = await shop.order(buyer, [productId]);
      shop.clock.tick(25 * HOUR);
      await reconcile();
      assert.equal(await statusOf(order.id), 'canceled');
      assert.equal((await shop.purchase(await shop.user(), [productId])).status, 'completed');
    });

    it('leaves an order for the next time when the provider cannot be read', async () => {
      const order = await newOrder();
      const other = await newOrder();
      for (const { paymentId } of [order, other]) shop.sandbox.control.settlePayment(paymentId ?? '', 'succeeded', 'drop');
      shop.clock.tick(31 * MINUTE);
      sinon.stub(shop.provider, 'getPayment').onFirstCall().rejects(new Error('unreachable')).callThrough();
      await reconcile();
      const statuses = async () => [await statusOf(order.id), await statusOf(other.id)].sort();
      assert.deepEqual(await statuses(), ['completed', 'pending']);
      await reconcile();
      assert.deepEqual(await statuses(), ['completed', 'completed']);
    });

    it('comes to an order and a refund that wait behind more others than it looks at in one turn', async () => {
      const products = await Promise.all(Array.from({ length: 51 }, () => shop.product(seller)));
      const paid = await Promise.all(products.map((productId) => shop.purchase(buyer, [productId])));
      const [last = '', ...others] = products;
      const [lastPaid, ...othersPaid] = paid;
      assert.ok(lastPaid);
      for (const order of othersPaid) await shop.refund(order, buyer);
      for (const productId of others) await shop.order(buyer, [productId]);
      shop.clock.tick(1000);
      const refund = await shop.refund(lastPaid, buyer);
      const order = await shop.order(buyer, [last]);
      shop.sandbox.control.settleRefund(refund.id, 'succeeded', 'drop');
      shop.sandbox.control.settlePayment(order.paymentId ?? '', 'succeeded', 'drop');
      const statuses = async () => [await statusOf(lastPaid.id), await statusOf(order.id)];
      shop.clock.tick(31 * MINUTE);
      await reconcile();
      assert.deepEqual(await statuses(), ['refund_pending', 'pending']);
      shop.clock.tick(HOUR);
      await reconcile();
      assert.deepEqual(await statuses(), ['refunded', 'completed']);
    });

    it('brings a refund to the end that the provider gave it', async () => {
      const paid = await shop.pay(await newOrder());
      const refund = await shop.refund(paid, buyer);
      shop.sandbox.control.settleRefund(refund.id, 'succeeded', 'drop');
      shop.clock.tick(31 * MINUTE);
      await reconcile();
      assert.equal(await statusOf(paid.id), 'refunded');
    });

    it('finds a refund whose creation we never heard of, and makes no second one', async () => {
      const paid = await shop.pay(await newOrder());
      sinon.stub(shop.provider, 'createRefund').callsFake(async (key, request) => {
        sinon.restore();
        await shop.provider.createRefund(key, request);
        return { outcome: 'unknown', cause: new Error('the answer was lost') };
      });
      const refund = await shop.refund(paid, buyer);
      const create = sinon.spy(shop.provider, 'createRefund');
      shop.sandbox.control.settleRefund(refund.id, 'succeeded', 'drop');
      shop.clock.tick(25 * HOUR);
      await reconcile();
      assert.deepEqual([await statusOf(paid.id), create.callCount], ['refunded', 0]);
    });

    it('gives the order back when the provider never received the refund', async () => {
      const paid = await shop.pay(await newOrder());
      sinon.stub(shop.provider, 'createRefund').resolves({ outcome: 'unknown', cause: new Error('never arrived') });
      await shop.refund(paid, buyer);
      sinon.restore();
      shop.clock.tick(4 * MINUTE);
      await reconcile();
      assert.equal(await statusOf(paid.id), 'refund_pending');
      shop.clock.tick(2 * MINUTE);
      await reconcile();
      assert.equal(await statusOf(paid.id), 'completed');
      assert.equal((await shop.refund(paid, buyer)).status, 'pending');
    });

    it('takes over refunds that were made in the provider’s dashboard, in turn over all paid orders', async () => {
      const paid = await shop.pay(await newOrder());
      await shop.pay(await newOrder());
      const check = await shop.get(ReconcilePaidOrders);
      assert.equal(await check.execute(), 2);
      shop.sandbox.control.refundPayment(paid.paymentId ?? '', 300n, 'drop');
      shop.clock.tick(HOUR);
      await check.execute();
      const now = await shop.orderNow(paid.id);
      assert.deepEqual([now.status, now.refunded.amount], ['partially_refunded', 300n]);
      await check.execute();
      assert.deepEqual(await shop.orderNow(paid.id), now);
    });

    it('finds a dispute over an order whose refund the provider goes on looking into', async () => {
      const paid = await shop.pay(await newOrder());
      const { id } = await shop.refund(paid, buyer, { amount: 400n });
      shop.sandbox.control.openDispute(paid.paymentId ?? '', { amount: 300n, fee: 0n, reason: 'fraud' }, 'drop');
      await (await shop.get(ReconcilePaidOrders)).execute();
      const now = await shop.orderNow(paid.id);
      assert.deepEqual([now.status, now.disputedAt !== null], ['refund_pending', true]);
      await shop.settleRefund(id, 'succeeded');
      assert.equal(await statusOf(paid.id), 'partially_refunded');
    });

    it('changes nothing the second time', async () => {
      const paid = await shop.pay(await newOrder());
      const refund = await shop.refund(paid, buyer, { amount: 400n });
      shop.sandbox.control.settleRefund(refund.id, 'succeeded', 'drop');
      await reconcile({ all: true });
      const after = await shop.orderNow(paid.id);
      await reconcile({ all: true });
      assert.deepEqual(await shop.orderNow(paid.id), after);
    });
  });
}

import assert from 'node:assert/strict';
import sinon from 'sinon';
import { OrderRefused, PaymentProviderUnavailable, PaymentRefused } from '#application/marketplace/errors.ts';
import { OpenPayment } from '#application/marketplace/open-payment.ts';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { ReconcileOrders } from '#application/marketplace/reconcile-orders.ts';
import type { Actor } from '#application/shared/actor.ts';
import { PaymentProviders } from '#application/shared/payment-provider.ts';
import { JobQueue } from '#application/shared/ports.ts';
import { databases } from '#test/support/databases.ts';
import { once, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`buying once, whoever is cut off half-way, on ${database.name}`, () => {
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
    });

    const refusal = (code: string) => (error: unknown) => error instanceof Error && 'code' in error && error.code === code;

    it('stays pending when the provider’s answer is lost, and asks again under the same key', async () => {
      const create = sinon.stub(shop.provider, 'createPayment');
      create.onFirstCall().resolves({ outcome: 'unknown', cause: new Error('timed out') });
      create.callThrough();
      const order = await shop.order(buyer, [await shop.product(seller)]);
      assert.deepEqual([order.status, order.paymentId], ['pending', null]);
      shop.clock.tick(60_000);
      await shop.drainJobs();
      assert.ok((await shop.orderNow(order.id)).paymentId);
      assert.deepEqual(
        create.args.map(([key]) => key),
        [order.id, order.id],
      );
    });

    it('asks ever more rarely when no answer comes, and not at all once the provider has forgotten the key', async () => {
      const create = sinon.stub(shop.provider, 'createPayment').resolves({ outcome: 'unknown', cause: new Error('timed out') });
      const order = await shop.order(buyer, [await shop.product(seller)]);
      const openPayment = await shop.get(OpenPayment);
      const enqueue = sinon.spy(await shop.get(JobQueue), 'enqueue');
      const askAfter = async (seconds: number) => {
        enqueue.resetHistory();
        shop.clock.tick(seconds * 1000);
        await openPayment.execute(order.id);
        const next = enqueue.args[0]?.[2]?.startAfter;
        return next && (next.getTime() - shop.clock.now().getTime()) / 1000;
      };
      assert.deepEqual([await askAfter(1), await askAfter(59), await askAfter(540), await askAfter(7200)], [15, 60, 600, 3600]);
      assert.equal(create.callCount, 5);
      assert.deepEqual([await askAfter(23 * 3600), create.callCount], [undefined, 5]);
    });

    it('looks a payment up before it asks for it again', async () => {
      const create = sinon.stub(shop.provider, 'createPayment');
      create.callsFake(async (...asked) => {
        await create.wrappedMethod.apply(shop.provider, asked);
        return { outcome: 'unknown', cause: new Error('the answer was lost') };
      });
      const order = await shop.order(buyer, [await shop.product(seller)]);
      shop.clock.tick(60_000);
      await shop.drainJobs();
      assert.ok((await shop.orderNow(order.id)).clientSecret);
      assert.equal(create.callCount, 1);
    });

    it('is not refused when another call for its payment was accepted meanwhile', async () => {
      const create = sinon.stub(shop.provider, 'createPayment').callThrough();
      create.onFirstCall().callsFake(async (orderId) => {
        await (await shop.get(OpenPayment)).execute(orderId);
        return { outcome: 'declined', failure: { code: 'IR_01', message: 'a wrong key', ours: true } };
      });
      const order = await shop.order(buyer, [await shop.product(seller)]);
      assert.ok(order.paymentId && order.payUrl);
      assert.deepEqual([order.status, create.callCount], ['pending', 2]);
    });

    it('tells the buyer how to pay even when the provider’s news of the payment overtakes our own commit', async () => {
      const create = sinon.stub(shop.provider, 'createPayment');
      create.callsFake(async (...asked) => {
        const answer = await create.wrappedMethod.apply(shop.provider, asked);
        if (answer.outcome === 'accepted') await shop.paymentNews(answer.value.payment);
        return answer;
      });
      const order = await shop.order(buyer, [await shop.product(seller)]);
      assert.ok(order.paymentId && order.clientSecret && order.payUrl);
    });

    it('still learns how to pay when only the provider’s news of the payment arrived', async () => {
      const create = sinon.stub(shop.provider, 'createPayment');
      create.callThrough();
      create.onFirstCall().callsFake(async (...asked) => {
        const answer = await create.wrappedMethod.apply(shop.provider, asked);
        if (answer.outcome === 'accepted') await shop.paymentNews(answer.value.payment);
        return { outcome: 'unknown', cause: new Error('the answer was lost') };
      });
      const order = await shop.order(buyer, [await shop.product(seller)]);
      shop.clock.tick(60_000);
      await shop.drainJobs();
      const now = await shop.orderNow(order.id);
      assert.ok(now.paymentId && now.clientSecret && now.payUrl);
    });

    it('resumes what a crash left behind when the same request comes again', async () => {
      const create = sinon.stub(shop.provider, 'createPayment').rejects(new Error('the process died'));
      const request = once<never>();
      const productId = await shop.product(seller);
      await assert.rejects(shop.order(buyer, [productId], { once: request }), /died/);
      create.restore();
      const order = await shop.order(buyer, [productId], { once: request });
      assert.equal(order.id, request.resourceId);
      assert.ok(order.paymentId);
    });

    it('answers a request that was cut off and comes again when its order is paid already', async () => {
      const create = sinon.stub(shop.provider, 'createPayment');
      create.callsFake(async (...asked) => {
        const answer = await create.wrappedMethod.apply(shop.provider, asked);
        assert(answer.outcome === 'accepted');
        shop.sandbox.control.settlePayment(answer.value.payment.paymentId, 'succeeded', 'drop');
        await shop.paymentNews(answer.value.payment);
        throw new Error('the process died');
      });
      const request = once<OrderSnapshot>();
      const productId = await shop.product(seller);
      await assert.rejects(shop.order(buyer, [productId], { once: request }), /died/);
      const order = await shop.order(buyer, [productId], { once: request });
      assert.deepEqual([order.status, request.finished, create.callCount], ['completed', [order], 1]);
    });

    it('answers a request that was cut off and comes again when its order has failed, with the refusal', async () => {
      const create = sinon.stub(shop.provider, 'createPayment').rejects(new Error('the process died'));
      const request = once<never>();
      const productId = await shop.product(seller);
      await assert.rejects(shop.order(buyer, [productId], { once: request }), /died/);
      shop.clock.tick(24 * 3_600_000);
      await (await shop.get(ReconcileOrders)).execute({ all: false });
      await assert.rejects(shop.order(buyer, [productId], { once: request }), refusal('PAYMENT_NEVER_CREATED'));
      assert.ok(request.finished[0] instanceof PaymentRefused);
      assert.equal(create.callCount, 1);
    });

    it('keeps a refusal as the answer to its request, in the same commit that keeps the key', async () => {
      const request = once<never>();
      const own = await shop.product(seller);
      await assert.rejects(shop.order(seller, [own], { once: request }), refusal('OWN_PRODUCT'));
      assert.ok(request.finished[0] instanceof OrderRefused);
    });

    it('keeps no answer when it may be another the next time', async () => {
      const providers = await shop.get(PaymentProviders);
      sinon.stub(providers, 'current').returns(null);
      const request = once<never>();
      await assert.rejects(shop.order(buyer, [await shop.product(seller)], { once: request }), PaymentProviderUnavailable);
      assert.deepEqual(request.finished, []);
    });
  });
}

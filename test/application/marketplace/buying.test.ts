import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PaymentProviderUnavailable, PaymentRefused } from '#application/marketplace/errors.ts';
import { ExclusiveRights } from '#application/marketplace/exclusive-rights.ts';
import { SalesRecords } from '#application/marketplace/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { PaymentProviders } from '#application/shared/payment-provider.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { Money } from '#domain/shared/money.ts';
import { databases } from '#test/support/databases.ts';
import { once, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`buying a licence, on ${database.name}`, () => {
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

    it('prices the order from the catalogue and waits for the payment', async () => {
      const order = await shop.order(buyer, [await shop.product(seller, { price: 1299 })]);
      assert.deepEqual([order.status, order.total.amount, order.provider], ['pending', 1299n, 'sandbox']);
      assert.ok(order.paymentId && order.clientSecret && order.payUrl);
      assert.equal(order.completedAt, null);
    });

    it('completes with the provider’s word: licence, books and the seller’s transfer in one step', async () => {
      const productId = await shop.product(seller, { price: 1299 });
      const order = await shop.purchase(buyer, [productId]);
      assert.equal(order.status, 'completed');
      assert.equal(order.refundDeadline?.getTime(), shop.clock.now().getTime() + 14 * 86_400_000);
      const licences = await (await shop.get(SalesRecords)).listLicences(buyer.userId, { limit: 10 });
      assert.deepEqual(
        licences.data.map((licence) => [licence.productId, licence.licence, licence.revokedAt]),
        [[productId, 'basic', null]],
      );
      assert.equal(await shop.balance(accounts.payable(seller.userId)), -1169n);
    });

    it('divides an order among its sellers to the cent', async () => {
      const other = await shop.user('creator');
      const productIds = [await shop.product(seller, { price: 333 }), await shop.product(other, { price: 667 })];
      await shop.purchase(buyer, productIds);
      assert.deepEqual(
        [await shop.balance(accounts.payable(seller.userId)), await shop.balance(accounts.payable(other.userId))],
        [-300n, -600n],
      );
    });

    it('settles once, however often and at once the provider says so', async () => {
      const order = await shop.order(buyer, [await shop.product(seller)]);
      shop.sandbox.control.settlePayment(order.paymentId ?? '', 'succeeded', 'drop');
      const results = await Promise.all([1, 2, 3].map(() => shop.paymentNews(order)));
      assert.deepEqual(results.map(({ result }) => result).sort(), ['settled', 'unchanged', 'unchanged']);
      assert.equal(await shop.balance(accounts.payable(seller.userId)), -900n);
    });

    it('fails with the payment, and a later success still completes it', async () => {
      const order = await shop.order(buyer, [await shop.product(seller)]);
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      const told = sinon.stub(shop.provider, 'getPayment');
      told.resolves({ ...payment, status: 'failed', failure: { code: 'DECLINED', message: 'no' } });
      await shop.paymentNews(order);
      assert.deepEqual([(await shop.orderNow(order.id)).status, (await shop.orderNow(order.id)).failureCode], ['failed', 'DECLINED']);
      told.resolves({ ...payment, status: 'succeeded', received: payment.amount });
      await shop.paymentNews(order);
      assert.equal((await shop.orderNow(order.id)).status, 'completed');
    });

    for (const [what, lie] of [
      ['another amount', { amount: 999n, received: 999n, currency: 'EUR' }],
      ['another currency', { amount: 1000n, received: 1000n, currency: 'USD' }],
      ['less received than asked', { amount: 1000n, received: 1n, currency: 'EUR' }],
    ] as const) {
      it(`is not paid by a payment with ${what}`, async () => {
        const order = await shop.order(buyer, [await shop.product(seller)]);
        const payment = await shop.provider.getPayment(order.paymentId ?? '');
        assert.ok(payment);
        const money = (amount: bigint) => Money.of(amount, lie.currency);
        sinon
          .stub(shop.provider, 'getPayment')
          .resolves({ ...payment, status: 'succeeded', amount: money(lie.amount), received: money(lie.received) });
        assert.equal((await shop.paymentNews(order)).result, 'quarantined');
        assert.equal((await shop.orderNow(order.id)).status, 'pending');
      });
    }

    it('is not paid by a payment that names another order, be its id that of its own', async () => {
      const order = await shop.order(buyer, [await shop.product(seller)]);
      const other = await shop.order(buyer, [await shop.product(seller)]);
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      const paid = { ...payment, status: 'succeeded', received: payment.amount } as const;
      sinon.stub(shop.provider, 'getPayment').resolves({ ...paid, namedOrders: [order.id, other.id] });
      assert.equal((await shop.paymentNews(order)).result, 'quarantined');
      assert.deepEqual([(await shop.orderNow(order.id)).status, (await shop.orderNow(other.id)).status], ['pending', 'pending']);
    });

    it('fails the order when the provider refuses, with its reason', async () => {
      sinon
        .stub(shop.provider, 'createPayment')
        .resolves({ outcome: 'declined', failure: { code: 'card_declined', message: 'The card was declined' } });
      const request = once<never>();
      const placing = shop.order(buyer, [await shop.product(seller)], { once: request });
      await assert.rejects(placing, (error) => error instanceof PaymentRefused && error.code === 'CARD_DECLINED');
      assert.equal((await shop.orderNow(request.resourceId)).status, 'failed');
      assert.ok(request.finished[0] instanceof PaymentRefused);
    });

    it('fails the order with an alarm when the provider refuses the shop itself, and blames no buyer', async () => {
      const failure = { code: 'IR_01', message: 'API key not provided or invalid: snd_x', ours: true } as const;
      sinon.stub(shop.provider, 'createPayment').resolves({ outcome: 'declined', failure });
      const alarm = sinon.stub(shop.log, 'error');
      const placing = shop.order(buyer, [await shop.product(seller)]);
      await assert.rejects(
        placing,
        (error) => error instanceof PaymentRefused && error.kind === 'provider-failed' && !/key/.test(error.message),
      );
      assert.ok(alarm.calledWith('payment_provider_refused_us'));
    });

    it('completes at once, without a provider, when there is nothing to pay', async () => {
      const create = sinon.spy(shop.provider, 'createPayment');
      const order = await shop.order(buyer, [await shop.product(seller, { price: 0 })]);
      assert.deepEqual([order.status, order.provider, create.callCount], ['completed', null, 0]);
    });

    it('is refused when there is nothing to pay and the goods go to somebody else in the same moment', async () => {
      sinon.stub(await shop.get(ExclusiveRights), 'givable').resolves([]);
      await assert.rejects(shop.order(buyer, [await shop.product(seller, { price: 0 })]), refusal('PRODUCT_UNAVAILABLE'));
      const { data } = await (await shop.get(SalesRecords)).listOrders({ buyerId: buyer.userId }, { limit: 1 });
      assert.deepEqual(data, []);
    });

    it('refuses what cannot be ordered, naming the item', async () => {
      const own = await shop.product(seller);
      const euros = await shop.product(seller);
      const dollars = await shop.product(seller, { currency: 'USD' });
      await assert.rejects(shop.order(seller, [own]), refusal('OWN_PRODUCT'));
      await assert.rejects(shop.order(buyer, [euros, euros]), refusal('DUPLICATE_ITEM'));
      await assert.rejects(shop.order(buyer, [euros, dollars]), refusal('MIXED_CURRENCIES'));
      await assert.rejects(shop.order(buyer, ['018f0000-0000-7000-8000-000000000000']), refusal('PRODUCT_NOT_FOR_SALE'));
    });

    it('sells an exclusive licence to one buyer only', async () => {
      const productId = await shop.product(seller, { licence: 'exclusive' });
      const order = await shop.order(buyer, [productId]);
      await assert.rejects(shop.order(await shop.user(), [productId]), refusal('PRODUCT_UNAVAILABLE'));
      assert.equal((await shop.pay(order)).status, 'completed');
      await assert.rejects(shop.order(await shop.user(), [productId]), refusal('PRODUCT_NOT_FOR_SALE'));
    });

    it('gives an exclusive licence back when its order fails', async () => {
      const productId = await shop.product(seller, { licence: 'exclusive' });
      const order = await shop.order(buyer, [productId]);
      shop.sandbox.control.settlePayment(order.paymentId ?? '', 'failed', 'drop');
      await shop.paymentNews(order);
      const next = await shop.purchase(await shop.user(), [productId]);
      assert.equal(next.status, 'completed');
    });

    it('lets only one of two racing buyers have an exclusive licence', async () => {
      const productId = await shop.product(seller, { licence: 'exclusive' });
      const outcomes = await Promise.allSettled([shop.order(buyer, [productId]), shop.order(await shop.user(), [productId])]);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    });

    it('sends the money back when it comes for goods that are gone', async () => {
      const productId = await shop.product(seller, { licence: 'exclusive' });
      const order = await shop.order(buyer, [productId]);
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      const told = sinon.stub(shop.provider, 'getPayment');
      told.resolves({ ...payment, status: 'failed', failure: null });
      await shop.paymentNews(order);
      told.restore();
      await shop.purchase(await shop.user(), [productId]);
      const paidLate = await shop.pay(order);
      assert.equal(paidLate.status, 'refund_pending');
      await shop.drainJobs();
      const { data } = await (await shop.get(SalesRecords)).listRefunds({ orderId: order.id }, { limit: 5 });
      assert.deepEqual(
        data.map((refund) => [refund.origin, refund.amount.amount, refund.providerRefundId !== null]),
        [['undeliverable', 1000n, true]],
      );
      await shop.settleRefund(data[0]?.id ?? '', 'succeeded');
      assert.equal((await shop.orderNow(order.id)).status, 'refunded');
      const licences = await (await shop.get(SalesRecords)).listLicences(buyer.userId, { limit: 5 });
      assert.deepEqual(licences.data, []);
    });
  });
}

describe('a shop without a payment provider', () => {
  it('sells nothing, and gives nothing away', async () => {
    const [sqlite] = databases;
    assert.ok(sqlite);
    const shop = await Shop.open(sqlite);
    try {
      const productId = await shop.product(await shop.user('creator'));
      const providers = await shop.get(PaymentProviders);
      sinon.stub(providers, 'current').returns(null);
      await assert.rejects(shop.order(await shop.user(), [productId]), PaymentProviderUnavailable);
    } finally {
      sinon.restore();
      await shop.close();
    }
  });
});

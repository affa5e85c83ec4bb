import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventually } from '#test/support/eventually.ts';
import { ask, placed, SystemShop, titleOf, worlds } from '#test/support/system-shop.ts';

for (const world of worlds) {
  describe(`charges that do not go as planned (${titleOf(world)})`, () => {
    let shop: SystemShop;
    before(async () => {
      shop = await SystemShop.open(world);
    });
    after(() => shop.close());
    afterEach(() => shop.checkBooks());

    /** Nobody paid for longer than an order waits. */
    const expire = async (orderId: string) => {
      await shop.age('orders', orderId, 25);
      await shop.reconcile();
      await shop.orderThatIs(orderId, 'canceled');
    };

    it('give a late payment back when the goods have gone to somebody else, and tell the buyer', async () => {
      const late = await shop.product.person();
      const product = await shop.offer({ licence: 'exclusive', amount: 5000 });
      const first = await shop.order([product], { buyer: late });
      await expire(first.id);
      const second = await shop.sale([product]);
      await shop.provider.world.pay(first.paymentId);
      await shop.orderThatIs(first.id, 'refund_pending');
      const refund = await eventually('refund at the provider', async () => {
        const made = (await shop.admin.get(`/admin/refunds?order_id=${first.id}`)).is(200);
        const [row] = await shop.product.sql('update refunds set reason = reason where id = ? returning provider_refund_id', [
          made.text('data.0.id'),
        ]);
        return row?.['provider_refund_id'] ? { id: String(row['provider_refund_id']), origin: made.at('data.0.origin') } : null;
      });
      assert.equal(refund.origin, 'undeliverable');
      await shop.provider.world.settleRefund(refund.id, 'succeeded');
      await shop.orderThatIs(first.id, 'refunded');
      assert.deepEqual(await shop.licencesOf(first.id, late), []);
      assert.deepEqual(await shop.licencesOf(second.id), ['active']);
      await eventually('mail', async () => ((await shop.mailsTo(late)).length > 0 ? true : null));
    });

    it('complete a late payment whose goods are still there', async () => {
      const order = await shop.order([await shop.offer()]);
      await expire(order.id);
      await shop.provider.world.pay(order.paymentId);
      await shop.orderThatIs(order.id, 'completed');
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
    });

    it('give the promo use and the exclusive licence back', async () => {
      const product = await shop.offer({ licence: 'exclusive', amount: 4000 });
      const promoCode = `BACK-${randomUUID().slice(0, 8)}`;
      (await shop.seller.post('/marketplace/promo-codes', { code: promoCode, basis_points: 5000, max_uses: 1 })).is(201);
      const order = await shop.order([product], { promoCode });
      assert.equal(order.total, 2000);
      const other = await shop.product.person();
      const key = randomUUID();
      const refused = (await ask(other, [product], { key })).is(409, 'PRODUCT_UNAVAILABLE');
      await shop.provider.world.decline(order.paymentId);
      assert.match((await shop.orderThatIs(order.id, 'failed')).text('failure_code'), /decline/);
      assert.deepEqual((await ask(other.at(1), [product], { key })).is(409).bytes, refused.bytes);
      const again = placed((await ask(other, [product], { promoCode })).is(201));
      assert.equal(again.total, 2000);
    });

    it('are refused with a reason, and take nothing', async () => {
      const { server, createsPayment } = shop.provider;
      const error = { code: 'card_declined', type: 'card_error', message: 'no' };
      server.failNext({ effect: false, outcome: { status: 402, body: { error } } }, createsPayment);
      const product = await shop.offer({ licence: 'exclusive' });
      const key = randomUUID();
      const refused = (await ask(shop.buyer, [product], { key })).is(402, 'CARD_DECLINED');
      const again = (await ask(shop.buyer.at(1), [product], { key })).is(402, 'CARD_DECLINED');
      assert.equal(again.text('detail'), refused.text('detail'));
      (await ask(shop.buyer, [product])).is(201);
    });

    it('are asked for again with the same key when nobody answered, and never made twice', async () => {
      const { server, createsPayment, world: outside } = shop.provider;
      const before = await outside.truth();
      server.failNext({ effect: false, outcome: { status: 503, body: {} } }, createsPayment);
      const order = placed((await ask(shop.buyer, [await shop.offer()])).is(201));
      assert.equal(order.paymentId, 'null');
      await shop.age('orders', order.id, 1);
      await shop.reconcile();
      await shop.reconcile();
      const now = (await shop.buyer.get(`/marketplace/orders/${order.id}`)).is(200);
      assert.equal(now.at('payment.payment_id'), shop.provider.lastPayment());
      assert.equal((await outside.truth()).payments, before.payments + 1);
      const keys = server.requests.filter(createsPayment).slice(-2);
      assert.equal(new Set(keys.map(({ headers }) => headers['idempotency-key'])).size, 1);
      await outside.pay(now.text('payment.payment_id'));
      await shop.orderThatIs(order.id, 'completed');
    });

    it('of another amount or part of it complete nothing, and are put before an operator', async () => {
      const order = await shop.order([await shop.offer({ amount: 1000 })]);
      const gone = shop.provider.held();
      shop.provider.payOnly(order.paymentId, 999);
      await eventually('quarantined delivery', async () => {
        const found = (await shop.admin.get('/admin/webhook-deliveries?result=quarantined&limit=1')).is(200);
        return found.at('data.0.id') ? found : null;
      });
      assert.equal((await shop.buyer.get(`/marketplace/orders/${order.id}`)).at('status'), 'pending');
      assert.deepEqual(await shop.licencesOf(order.id), []);
      await shop.reconcile();
      assert.equal((await shop.buyer.get(`/marketplace/orders/${order.id}`)).at('status'), 'pending');
      shop.provider.payOnly(order.paymentId, 0);
      assert.equal(shop.provider.held() <= gone + 999, true);
      shop.provider.payOnly(order.paymentId, 1000);
      await shop.reconcile();
      await shop.orderThatIs(order.id, 'completed');
    });
  });
}

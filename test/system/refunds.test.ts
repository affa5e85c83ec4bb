import assert from 'node:assert/strict';
import { Money } from '#domain/shared/money.ts';
import { SystemShop, titleOf, worlds } from '#test/support/system-shop.ts';

const eur = (amount: number) => Money.of(BigInt(amount), 'EUR');

for (const world of worlds) {
  describe(`refunds that do not go as planned (${titleOf(world)})`, () => {
    let shop: SystemShop;
    before(async () => {
      shop = await SystemShop.open(world);
    });
    after(() => shop.close());
    afterEach(() => shop.checkBooks());

    it('whose call timed out after it took effect are not made twice, 25 hours later either', async () => {
      const order = await shop.sale([await shop.offer()]);
      const { server, createsRefund, world: outside } = shop.provider;
      const before = await outside.truth();
      server.failNext({ effect: true, outcome: 'truncated' }, createsRefund);
      const refund = await shop.refund(order.id);
      (await shop.buyer.at(1).post(`/marketplace/orders/${order.id}/refund`)).is(400, 'REFUND_ALREADY_REQUESTED');
      server.advanceClock(25 * 3_600_000);
      await shop.age('refunds', refund.id, 25);
      await shop.reconcile();
      await outside.settleRefund(shop.provider.lastRefund(), 'succeeded');
      await shop.orderThatIs(order.id, 'refunded');
      server.setClock(() => new Date());
      assert.equal((await outside.truth()).refunds, before.refunds + 1);
    });

    it('that never reached the provider give the order back, and can be asked for again', async () => {
      const order = await shop.sale([await shop.offer()]);
      const { server, createsRefund, world: outside } = shop.provider;
      const before = await outside.truth();
      server.failNext({ effect: false, outcome: { status: 503, body: {} } }, createsRefund);
      const refund = await shop.refund(order.id);
      await shop.age('refunds', refund.id, 1);
      await shop.reconcile();
      await shop.orderThatIs(order.id, 'completed');
      const again = await shop.refund(order.id);
      await outside.settleRefund(again.providerId, 'succeeded');
      await shop.orderThatIs(order.id, 'refunded');
      assert.equal((await outside.truth()).refunds, before.refunds + 1);
    });

    it('that the provider refuses are answered with 502, and give the order back', async () => {
      const order = await shop.sale([await shop.offer()]);
      const { server, createsRefund } = shop.provider;
      const error = { code: 'IR_14', type: 'invalid_request_error', message: 'not now' };
      server.failNext({ effect: false, outcome: { status: 400, body: { error } } }, createsRefund);
      (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`)).is(502, 'IR_14');
      await shop.orderThatIs(order.id, 'completed');
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
    });

    it('that fail after they succeeded give everything back', async () => {
      const order = await shop.sale([await shop.offer()]);
      const refund = await shop.refund(order.id);
      await shop.provider.world.settleRefund(refund.providerId, 'succeeded');
      await shop.orderThatIs(order.id, 'refunded');
      assert.deepEqual(await shop.licencesOf(order.id), ['revoked']);
      await shop.checkBooks();
      await shop.provider.world.settleRefund(refund.providerId, 'failed');
      await shop.orderThatIs(order.id, 'completed');
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
      assert.equal((await shop.buyer.get(`/marketplace/orders/${order.id}/refunds`)).at('data.0.status'), 'failed');
    });

    it('whose commit was lost after the provider had made them are found again', async () => {
      const order = await shop.sale([await shop.offer()]);
      const { webhooks } = shop.provider.server;
      const refund = await shop.refund(order.id);
      await shop.product.sql('update refunds set provider_refund_id = null where id = ?', [refund.id]);
      webhooks.hold();
      await shop.provider.world.settleRefund(refund.providerId, 'succeeded');
      await shop.reconcile();
      await shop.orderThatIs(order.id, 'refunded');
      await webhooks.release();
      assert.deepEqual(await shop.licencesOf(order.id), ['revoked']);
    });

    it("made in the provider's dashboard are taken over", async () => {
      const order = await shop.sale([await shop.offer({ amount: 1000 })]);
      await shop.provider.world.refundInDashboard(order.paymentId, eur(400));
      await shop.orderThatIs(order.id, 'partially_refunded');
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
      await shop.provider.world.refundInDashboard(order.paymentId, eur(600));
      const ended = await shop.orderThatIs(order.id, 'refunded');
      assert.equal(ended.at('refunded.amount'), 1000);
      assert.deepEqual(await shop.licencesOf(order.id), ['revoked']);
      const refunds = (await shop.admin.get(`/admin/refunds?order_id=${order.id}`)).is(200);
      assert.deepEqual([refunds.at('data.0.origin'), refunds.at('data.1.origin')], ['provider', 'provider']);
    });

    it('of a part and of the exact rest are accepted, and nothing after that', async () => {
      const order = await shop.sale([await shop.offer({ amount: 1299 })]);
      const refund = async (body: object) => {
        const { providerId } = await shop.refund(order.id, body);
        await shop.provider.world.settleRefund(providerId, 'succeeded');
      };
      await refund({ amount: 500 });
      await shop.orderThatIs(order.id, 'partially_refunded');
      for (const amount of [800, 0, -1]) (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`, { amount })).is(400);
      (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`, { amount: { amount: 1, currency: 'USD' } })).is(422);
      await refund({ amount: 799 });
      await shop.orderThatIs(order.id, 'refunded');
      (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`, { amount: 1 })).is(400, 'ORDER_NOT_REFUNDABLE');
      (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`)).is(400, 'ORDER_NOT_REFUNDABLE');
    });

    it('are for who took part in the order, and while the window is open', async () => {
      const [order, stranger] = [await shop.sale([await shop.offer()]), await shop.product.person('creator')];
      (await stranger.post(`/marketplace/orders/${order.id}/refund`)).is(403, 'FORBIDDEN');
      const past = new Date(Date.now() - 1000);
      await shop.product.sql('update orders set refund_deadline = ? where id = ?', [past, order.id]);
      (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`)).is(400, 'REFUND_WINDOW_EXPIRED');
      await shop.product.sql('update orders set refund_deadline = null, completed_at = ? where id = ?', [
        new Date(Date.now() - 15 * 86_400_000),
        order.id,
      ]);
      (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`)).is(400, 'REFUND_WINDOW_EXPIRED');
      const pending = await shop.order([await shop.offer()]);
      (await shop.buyer.post(`/marketplace/orders/${pending.id}/refund`)).is(400, 'ORDER_NOT_REFUNDABLE');
    });
  });
}

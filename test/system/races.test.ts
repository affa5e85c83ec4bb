import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ask, placed, SystemShop, titleOf, worlds } from '#test/support/system-shop.ts';

for (const world of worlds) {
  describe(`requests that meet (${titleOf(world)})`, () => {
    let shop: SystemShop;
    before(async () => {
      shop = await SystemShop.open(world);
    });
    after(() => shop.close());
    afterEach(() => shop.checkBooks());

    const statuses = (replies: readonly { status: number }[]) => replies.map(({ status }) => status).sort();

    it('make one order of a double submit, and answer both with the same bytes', async () => {
      const product = await shop.offer();
      for (let round = 0; round < 5; round += 1) {
        const key = randomUUID();
        const before = await shop.provider.world.truth();
        const both = await Promise.all([ask(shop.buyer.at(0), [product], { key }), ask(shop.buyer.at(1), [product], { key })]);
        for (const reply of both) if (reply.status !== 201) reply.is(409, 'IDEMPOTENCY_KEY_IN_USE');
        const again = [
          (await ask(shop.buyer.at(0), [product], { key })).is(201),
          (await ask(shop.buyer.at(1), [product], { key })).is(201),
        ];
        const answers = [...both.filter(({ status }) => status === 201), ...again].map(({ bytes }) => bytes.toString());
        assert.equal(new Set(answers).size, 1);
        assert.equal((await shop.provider.world.truth()).payments, before.payments + 1);
      }
    });

    it('keep keys apart by person, and refuse them for another body', async () => {
      const [product, other] = [await shop.offer(), await shop.offer()];
      const [key, stranger] = [randomUUID(), await shop.product.person()];
      const first = (await ask(shop.buyer, [product], { key })).is(201);
      (await ask(shop.buyer.at(1), [other], { key })).is(422, 'IDEMPOTENCY_KEY_REUSED');
      const theirs = (await ask(stranger.at(1), [product], { key })).is(201);
      assert.notEqual(theirs.text('id'), first.text('id'));
      (await ask(shop.buyer, [product], { key: 'k'.repeat(256) })).is(400);
      (await ask(shop.buyer, [product], { key: '' })).is(400);
    });

    it('give the last use of a promo code to one buyer', async () => {
      const product = await shop.offer();
      const code = `LAST-${randomUUID().slice(0, 8).toUpperCase()}`;
      (await shop.seller.post('/marketplace/promo-codes', { code, basis_points: 2500, max_uses: 1 })).is(201);
      const buyers = await Promise.all(Array.from({ length: 4 }, () => shop.product.person()));
      const replies = await Promise.all(buyers.map((buyer, index) => ask(buyer.at(index % 2), [product], { promoCode: code })));
      assert.deepEqual(statuses(replies), [201, 409, 409, 409]);
      for (const reply of replies) if (reply.status === 409) reply.is(409, 'PROMO_CODE_USED_UP');
      const codes = (await shop.seller.get('/marketplace/promo-codes')).is(200).at('data') as { code: string; uses: number }[];
      assert.equal(codes.find((promo) => promo.code === code)?.uses, 1);
    });

    it('sell an exclusive licence once', async () => {
      const product = await shop.offer({ licence: 'exclusive', amount: 9900 });
      const buyers = await Promise.all(Array.from({ length: 4 }, () => shop.product.person()));
      const replies = await Promise.all(buyers.map((buyer, index) => ask(buyer.at(index % 2), [product])));
      assert.deepEqual(statuses(replies), [201, 409, 409, 409]);
      const winner = replies.findIndex(({ status }) => status === 201);
      const [won, owner] = [replies[winner], buyers[winner]];
      assert(won && owner);
      await shop.provider.world.pay(placed(won).paymentId);
      await shop.orderThatIs(won.text('id'), 'completed');
      assert.deepEqual(await shop.licencesOf(won.text('id'), owner), ['active']);
      assert.equal((await shop.buyer.get(`/marketplace/products/${product}`)).at('status'), 'sold');
    });

    it('make one refund of a double click', async () => {
      const order = await shop.sale([await shop.offer()]);
      const before = await shop.provider.world.truth();
      const click = (instance: number) => shop.buyer.at(instance).post(`/marketplace/orders/${order.id}/refund`, { reason: 'twice' });
      const clicks = await Promise.all([click(0), click(1)]);
      assert.deepEqual(statuses(clicks), [202, 400]);
      for (const reply of clicks) if (reply.status === 400) reply.is(400, 'REFUND_ALREADY_REQUESTED');
      assert.equal((await shop.provider.world.truth()).refunds, before.refunds + 1);
      await shop.provider.world.settleRefund(shop.provider.lastRefund(), 'succeeded');
      await shop.orderThatIs(order.id, 'refunded');
    });

    it('refund no more than was paid when two parts are wanted at once', async () => {
      const order = await shop.sale([await shop.offer({ amount: 1000 })]);
      const part = (instance: number) => shop.buyer.at(instance).post(`/marketplace/orders/${order.id}/refund`, { amount: 600 });
      const parts = await Promise.all([part(0), part(1)]);
      assert.deepEqual(statuses(parts), [202, 400]);
      await shop.provider.world.settleRefund(shop.provider.lastRefund(), 'succeeded');
      await shop.orderThatIs(order.id, 'partially_refunded');
      (await part(1)).is(400, 'REFUND_AMOUNT_INVALID');
    });

    it('let a webhook and reconciliation meet at one order', async () => {
      const order = await shop.order([await shop.offer()]);
      const { webhooks } = shop.provider.server;
      webhooks.hold();
      await shop.provider.world.pay(order.paymentId);
      await webhooks.release(() => []);
      const event = webhooks.events.at(-1);
      assert(event);
      const [delivered] = await Promise.all([shop.deliver(event, 2), shop.reconcile(), shop.admin.at(1).post('/admin/reconcile')]);
      assert.deepEqual([...new Set(delivered)], [200]);
      await shop.orderThatIs(order.id, 'completed');
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
    });
  });
}

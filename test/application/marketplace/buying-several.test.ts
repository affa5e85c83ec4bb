import assert from 'node:assert/strict';
import { GetOrder } from '#application/marketplace/get-order.ts';
import { PlaceOrder } from '#application/marketplace/place-order.ts';
import type { Actor } from '#application/shared/actor.ts';
import { databases } from '#test/support/databases.ts';
import { once, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`buying several licences at once, on ${database.name}`, () => {
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
    afterEach(async () => assert.deepEqual(await shop.auditFaults(), []));

    it('gives nothing away before the order is paid, though one of them is free', async () => {
      const [free, paid] = [await shop.product(seller, { price: 0 }), await shop.product(seller, { price: 1000 })];
      for (const products of [
        [free, paid],
        [paid, free],
      ]) {
        const order = await shop.order(await shop.user(), products);
        assert.deepEqual([order.status, order.total.amount, order.provider], ['pending', 1000n, 'sandbox']);
      }
    });

    it('takes back what was paid for, and not what was free', async () => {
      const [free, paid] = [await shop.product(seller, { price: 0 }), await shop.product(seller, { price: 1000 })];
      const order = await shop.purchase(buyer, [free, paid]);
      await assert.rejects(shop.refund(order, buyer, { productIds: [free, paid] }), { kind: 'invalid' });
      const refund = await shop.refund(order, buyer, { productIds: [paid] });
      await shop.settleRefund(refund.id, 'succeeded');
      assert.deepEqual([(await shop.orderNow(order.id)).status, refund.amount.amount], ['refunded', 1000n]);
    });

    it('names the item whose licence is not the one that is offered', async () => {
      const [basic, premium] = [await shop.product(seller), await shop.product(seller, { licence: 'premium' })];
      const items = [
        { productId: basic, licence: 'basic' as const },
        { productId: premium, licence: 'basic' as const },
      ];
      await assert.rejects((await shop.get(PlaceOrder)).execute({ buyer, items, once: once() }), ({ code, faults }) => {
        assert.deepEqual([code, faults[0].pointer], ['LICENCE_MISMATCH', '/items/1/product_id']);
        return true;
      });
    });

    it('is shown to the buyer, to each seller and to administrators, and to nobody else', async () => {
      const other = await shop.user('creator');
      const order = await shop.order(buyer, [await shop.product(seller), await shop.product(other)]);
      const get = await shop.get(GetOrder);
      for (const actor of [buyer, seller, other, await shop.user('admin')]) assert.equal((await get.execute(order.id, actor)).id, order.id);
      for (const role of ['user', 'creator', 'moderator'] as const) {
        await assert.rejects(get.execute(order.id, await shop.user(role)), { code: 'NOT_FOUND' });
      }
      await assert.rejects(get.execute('018f0000-0000-7000-8000-000000000000', buyer), { code: 'NOT_FOUND' });
    });
  });
}

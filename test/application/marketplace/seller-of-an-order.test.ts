import assert from 'node:assert/strict';
import { GetOrder } from '#application/marketplace/get-order.ts';
import { ListOrderRefunds } from '#application/marketplace/list-order-refunds.ts';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`a seller of one line of an order, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let buyer: Actor;
    let productIds: string[];
    let order: OrderSnapshot;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      [seller, buyer] = [await shop.user('creator'), await shop.user()];
      productIds = [await shop.product(seller, { price: 700 }), await shop.product(await shop.user('creator'), { price: 300 })];
      order = await shop.purchase(buyer, productIds);
    });

    const refundOf = async (what: { productIds?: string[]; amount?: bigint }) => {
      const { id } = await shop.refund(order, buyer, what);
      shop.clock.tick(1000);
      await shop.settleRefund(id, 'succeeded');
    };
    const orderFor = async (actor: Actor) => (await shop.get(GetOrder)).execute(order.id, actor);
    const refundsFor = async (actor: Actor, page: { limit: number; cursor?: string } = { limit: 9 }) =>
      (await shop.get(ListOrderRefunds)).execute(order.id, actor, page);
    const amounts = async (actor: Actor) => (await refundsFor(actor)).data.map(({ amount }) => amount.amount);

    it('sees that line, what it came to, and nothing of how the buyer paid', async () => {
      const seen = await orderFor(seller);
      assert.deepEqual([seen.items.map(({ productId }) => productId), seen.total.amount], [productIds.slice(0, 1), 700n]);
      assert.deepEqual([seen.provider, seen.paymentId, seen.clientSecret, seen.payUrl, seen.failureCode], [null, null, null, null, null]);
    });

    it('sees of the refunds what they took from that line', async () => {
      await refundOf({ amount: 100n });
      await refundOf({ productIds: productIds.slice(1) });
      await refundOf({ amount: 63n });
      assert.deepEqual(
        [await amounts(seller), await amounts(buyer)],
        [
          [63n, 70n],
          [63n, 270n, 100n],
        ],
      );
      assert.equal((await orderFor(seller)).refunded.amount, 133n);
    });

    it('reads them page by page, the others’ left out', async () => {
      for (const what of [{ amount: 10n }, { productIds: productIds.slice(1) }, { amount: 20n }, { amount: 30n }]) await refundOf(what);
      const first = await refundsFor(seller, { limit: 2 });
      assert.deepEqual(
        first.data.map(({ amount }) => amount.amount),
        [30n, 20n],
      );
      assert.ok(first.nextCursor);
      const rest = await refundsFor(seller, { limit: 2, cursor: first.nextCursor });
      assert.deepEqual([rest.data.map(({ amount }) => amount.amount), rest.nextCursor], [[7n], null]);
    });

    it('is nobody whom the order is kept from the buyer or an administrator for', async () => {
      for (const actor of [buyer, await shop.user('admin')]) assert.deepEqual(await orderFor(actor), order);
      await assert.rejects(orderFor(await shop.user('creator')), { code: 'NOT_FOUND' });
      await assert.rejects(refundsFor(await shop.user('creator')), { code: 'NOT_FOUND' });
    });
  });
}

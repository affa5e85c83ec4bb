import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Reconcile } from '#application/payments/reconcile.ts';
import type { Actor } from '#application/shared/actor.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`a turn of reconciliation, on ${database.name}`, () => {
    let shop: Shop;
    let buyer: Actor;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      buyer = await shop.user();
    });
    afterEach(async () => {
      sinon.restore();
      await shop.db.clear();
    });
    const reconcile = async () => (await shop.get(Reconcile)).execute({ all: true });

    it('tells how many rows of each class were looked at', async () => {
      const seller = await shop.user('creator');
      await shop.order(buyer, [await shop.product(seller)]);
      const { lookedAt, unanswered } = await reconcile();
      assert.deepEqual([lookedAt['orders'], lookedAt['refunds'], unanswered], [1, 0, {}]);
    });

    it('tells of how many nobody could say what is so', async () => {
      const seller = await shop.user('creator');
      await shop.order(buyer, [await shop.product(seller)]);
      await shop.order(buyer, [await shop.product(seller)]);
      await shop.refund(await shop.purchase(buyer, [await shop.product(seller)]), buyer);
      await shop.purchase(buyer, [await shop.product(seller)]);
      sinon.stub(shop.provider, 'getPayment').rejects(new Error('unreachable'));
      sinon.stub(shop.provider, 'getRefund').rejects(new Error('unreachable'));
      const { lookedAt, unanswered } = await reconcile();
      assert.deepEqual(unanswered, { orders: 2, refunds: 1, paid_orders: 2 });
      assert.deepEqual([lookedAt['orders'], lookedAt['refunds'], lookedAt['paid_orders']], [2, 1, 2]);
    });

    it('goes on to the others when one class cannot be gone through', async () => {
      const log = sinon.stub(shop.log, 'error');
      const classes = [
        { name: 'orders', run: () => Promise.reject(new Error('no table')) },
        { name: 'refunds', run: async () => 3 },
      ];
      const report = await new Reconcile({ classes, log: shop.log }).execute({ all: false });
      assert.deepEqual(report, { lookedAt: { orders: 'failed', refunds: 3 }, unanswered: {} });
      sinon.assert.calledOnceWithMatch(log, 'reconcile_class_failed', { class: 'orders' });
    });
  });
}

import assert from 'node:assert/strict';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`counting what happens to money, on ${database.name}`, () => {
    let shop: Shop;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());

    const counted = async (subject: string) =>
      [...(await (await shop.get(PrometheusMetrics)).text()).matchAll(/^veza_(\w+)_transitions_total\{from="(\w+)",to="(\w+)"\} (\d+)$/gm)]
        .filter(([, name]) => name === subject)
        .map(([, , from, to, times]) => `${from} → ${to}: ${times}`);

    it('counts every transition, wherever in the code it is made', async () => {
      const seller = await shop.user('creator');
      const buyer = await shop.user();
      await shop.order(buyer, [await shop.product(seller, { price: 0 })]);
      const order = await shop.pay(await shop.order(buyer, [await shop.product(seller)]));
      await shop.settleRefund((await shop.refund(order, buyer)).id, 'succeeded');
      assert.deepEqual(await counted('order'), [
        'none → completed: 1',
        'none → pending: 1',
        'pending → completed: 1',
        'completed → refund_pending: 1',
        'refund_pending → refunded: 1',
      ]);
      assert.deepEqual(await counted('refund'), ['none → pending: 1', 'pending → succeeded: 1']);
      assert.deepEqual(await counted('transfer'), ['none → pending: 1', 'pending → canceled: 1']);
    });
  });
}

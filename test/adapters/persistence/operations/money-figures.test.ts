import assert from 'node:assert/strict';
import { moneyGauges } from '#adapters/persistence/operations/money-gauges.ts';
import { SqlMoneyFigures } from '#adapters/persistence/operations/sql-money-figures.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`the figures of the money, on ${database.name}`, () => {
    let shop: Shop;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());

    const figures = async (name: string) => {
      const gauge = moneyGauges.find((candidate) => candidate.name === name) ?? assert.fail(name);
      const now = shop.clock.now();
      const moments = { now, orderStuckBefore: now, refundStuckBefore: now, refundOrphanBefore: now };
      return new SqlMoneyFigures({ reader: shop.db.reader }).read(gauge, moments);
    };

    it('say that books without an entry balance, and then that each currency does', async () => {
      assert.deepEqual(await figures('ledger_imbalance'), [{ labels: { currency: 'XXX' }, value: 0 }]);
      await shop.purchase(await shop.user(), [await shop.product(await shop.user('creator'))]);
      assert.deepEqual(await figures('ledger_imbalance'), [{ labels: { currency: 'EUR' }, value: 0 }]);
    });

    for (const { name } of moneyGauges) it(`have ${name}`, async () => void (await figures(name)));
  });
}

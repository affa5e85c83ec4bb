import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import sinon from 'sinon';
import { SqlDeliveryLog } from '#adapters/persistence/payments/sql-delivery-log.ts';
import type { Delivery } from '#application/payments/delivery-log.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`forged deliveries, on ${database.name}`, () => {
    let shop: Shop;
    let log: SqlDeliveryLog;
    before(async () => {
      shop = await Shop.open(database);
      log = await shop.get(SqlDeliveryLog);
    });
    after(() => shop.close());
    beforeEach(() => shop.db.clear());
    afterEach(() => sinon.restore());

    const forgery = (): Delivery => ({
      id: randomUUID(),
      provider: 'sandbox',
      payload: '{}',
      signatureValid: false,
      result: 'signature_invalid',
      eventId: null,
      eventType: '',
      sourceIp: '127.0.0.1',
      userAgent: 'test',
      requestId: randomUUID(),
      attempts: 0,
      receivedAt: shop.clock.now(),
      processedAt: null,
    });
    const note = (count: number) => {
      for (let number = 0; number < count; number += 1) log.noteForged(forgery());
    };
    const kept = async () => {
      await log.flush();
      const [{ count } = {}] = await shop.db.reader.all('select count(*) as count from webhook_deliveries where signature_valid = false');
      return Number(count);
    };

    it('of a storm are written in few batches', async () => {
      const units = sinon.spy(shop.db.unitOfWork, 'run');
      note(500);
      assert.equal(await kept(), 500);
      assert.ok(units.callCount <= 10, `500 forgeries took ${units.callCount} units of work`);
    });

    it('are written after a unit of work that is under way, and none is lost', async () => {
      const { promise: bought, resolve: buy } = Promise.withResolvers<void>();
      const buying = shop.db.unitOfWork.run(() => bought);
      note(120);
      const written = log.flush();
      buy();
      await Promise.all([buying, written]);
      assert.equal(await kept(), 120);
    });

    it('take no others along when one of them cannot be written down', async () => {
      const alarms = sinon.stub(shop.log, 'error');
      const twice = forgery();
      for (const delivery of [twice, twice, forgery(), forgery()]) log.noteForged(delivery);
      assert.equal(await kept(), 3);
      assert.deepEqual(
        alarms.args.map(([name]) => name),
        ['webhook_deliveries_not_stored'],
      );
    });
  });
}

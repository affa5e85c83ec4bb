import assert from 'node:assert/strict';
import sinon from 'sinon';
import { ChangeProduct } from '#application/marketplace/change-product.ts';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { DeleteTrack } from '#application/media/delete-track.ts';
import { TrackInUse } from '#application/media/errors.ts';
import type { Actor } from '#application/shared/actor.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`a track that its seller deletes, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let order: OrderSnapshot;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      sinon.stub(shop.log, 'error');
      seller = await shop.user('creator');
      order = await shop.order(await shop.user(), [await shop.product(seller)]);
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const takeOffSaleAndDelete = async () => {
      const [item] = order.items;
      assert.ok(item);
      const change = { verb: 'unpublish' } as const;
      await (await shop.get(ChangeProduct)).execute({ actor: seller, productId: item.productId, change });
      await (await shop.get(DeleteTrack)).execute({ actor: seller, trackId: item.trackId });
    };
    const decline = async () => {
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      const told = sinon.stub(shop.provider, 'getPayment').resolves({ ...payment, status: 'failed', failure: null });
      await shop.paymentNews(order);
      told.restore();
    };
    const licences = async () => {
      const rows = await shop.db.reader.all('select revoked_at from licences where order_id = ?', [order.id]);
      return rows.map((row) => (row['revoked_at'] === null ? 'active' : 'revoked'));
    };

    it('stays while an order for it waits to be paid', async () => {
      await assert.rejects(takeOffSaleAndDelete(), TrackInUse);
      assert.deepEqual([(await shop.pay(order)).status, await licences()], ['completed', ['active']]);
    });

    it('is not sold by a payment that comes late: the money goes back', async () => {
      await decline();
      await takeOffSaleAndDelete();
      assert.deepEqual([(await shop.pay(order)).status, await licences()], ['refund_pending', []]);
    });

    it('is not given again when its refund fails after it succeeded: it is refunded again', async () => {
      const refund = await shop.refund(await shop.pay(order), seller);
      await shop.settleRefund(refund.id, 'succeeded');
      await takeOffSaleAndDelete();
      await shop.settleRefund(refund.id, 'failed');
      assert.deepEqual([(await shop.orderNow(order.id)).status, await licences()], ['refund_pending', ['revoked']]);
    });
  });
}

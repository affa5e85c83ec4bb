import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { RecordDispute } from '#application/marketplace/record-dispute.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { ProviderDispute } from '#application/shared/payment-provider.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { databases } from '#test/support/databases.ts';
import { eur, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`refunding an order beside the bank, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let other: Actor;
    let buyer: Actor;
    let order: OrderSnapshot;
    let productIds: string[];
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      [seller, other, buyer] = [await shop.user('creator'), await shop.user('creator'), await shop.user()];
      productIds = [await shop.product(seller, { price: 500 }), await shop.product(other, { price: 500 })];
      order = await shop.purchase(buyer, productIds);
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const dispute = async (status: ProviderDispute['status'], amount: number) =>
      (await shop.get(RecordDispute)).execute('sandbox', {
        disputeId: `d_${order.id}`,
        paymentId: order.paymentId ?? '',
        status,
        amount: eur(amount),
        fee: null,
        reason: null,
        evidenceDueBy: null,
      });
    const refunded = async () => (await shop.orderNow(order.id)).items.map((item) => item.refunded);
    const activeLicences = async () => {
      const rows = await shop.db.reader.all('select product_id from licences where order_id = ? and revoked_at is null', [order.id]);
      return productIds.map((productId) => rows.some((row) => row['product_id'] === productId));
    };
    const owedTo = async (who: Actor) =>
      -(await shop.balance(accounts.payable(who.userId))) - (await shop.balance(accounts.connect(who.userId)));
    const fees = async () => -(await shop.balance(accounts.fees));

    it('takes no more from a line than it cost when the bank has taken a part of it meanwhile', async () => {
      const before = await fees();
      const refund = await shop.refund(order, buyer, { productIds: productIds.slice(0, 1) });
      await dispute('lost', 300);
      await shop.settleRefund(refund.id, 'succeeded');
      assert.deepEqual(
        [await refunded(), await activeLicences()],
        [
          [500n, 300n],
          [false, true],
        ],
      );
      const rest = await shop.refund(order, buyer);
      assert.equal(rest.amount.amount, 200n);
      await shop.settleRefund(rest.id, 'succeeded');
      assert.deepEqual(
        [await refunded(), await activeLicences()],
        [
          [500n, 500n],
          [false, false],
        ],
      );
      assert.deepEqual([await owedTo(seller), await owedTo(other), before - (await fees())], [0n, 0n, 100n]);
    });

    it('takes from the lines that are left what succeeds after it had failed, and another took its line', async () => {
      const ofFirst = { productIds: productIds.slice(0, 1) };
      const failed = await shop.refund(order, buyer, ofFirst);
      const told = await shop.provider.findRefund(failed.id, '');
      assert.ok(told);
      const settle = await shop.get(SettleRefund);
      await settle.execute('sandbox', { ...told, status: 'failed' });
      sinon.stub(shop.provider, 'createRefund').resolves({ outcome: 'accepted', value: { ...told, refundId: `second_${order.id}` } });
      const second = await shop.refund(order, buyer, ofFirst);
      await settle.execute('sandbox', { ...told, refundId: `second_${order.id}`, reference: second.id, status: 'succeeded' });
      await settle.execute('sandbox', { ...told, status: 'succeeded' });
      assert.deepEqual([await refunded(), (await shop.orderNow(order.id)).status], [[500n, 500n], 'refunded']);
      assert.deepEqual([await owedTo(seller), await owedTo(other)], [0n, 0n]);
    });

    it('is still under way when the bank has decided over a part of the order meanwhile', async () => {
      const refund = await shop.refund(order, buyer, { amount: 400n });
      await dispute('lost', 300);
      assert.equal((await shop.orderNow(order.id)).status, 'refund_pending');
      await assert.rejects(shop.refund(order, buyer), { code: 'REFUND_ALREADY_REQUESTED' });
      await shop.settleRefund(refund.id, 'failed');
      assert.equal((await shop.orderNow(order.id)).status, 'partially_refunded');
    });

    it('pays the sellers nothing again while the bank looks at it, when it fails after it succeeded', async () => {
      const refund = await shop.refund(order, buyer);
      await shop.settleRefund(refund.id, 'succeeded');
      await dispute('evidence_due', 1000);
      await shop.settleRefund(refund.id, 'failed');
      const open = "select held_at from transfers where order_id = ? and status = 'pending' and sequence > 1";
      const held = async () => (await shop.db.reader.all(open, [order.id])).map((row) => row['held_at'] !== null);
      assert.deepEqual(await held(), [true, true]);
      await dispute('won', 1000);
      assert.deepEqual(await held(), [false, false]);
    });
  });
}

import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type OrderSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import { RecordDispute } from '#application/marketplace/record-dispute.ts';
import type { Actor } from '#application/shared/actor.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`a refund that fails after it succeeded, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let buyer: Actor;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      [seller, buyer] = [await shop.user('creator'), await shop.user()];
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const activeLicences = async ({ id, items }: OrderSnapshot) => {
      const rows = await shop.db.reader.all('select product_id from licences where order_id = ? and revoked_at is null', [id]);
      return items.map(({ productId }) => rows.some((row) => row['product_id'] === productId));
    };
    const refundOf = async (order: OrderSnapshot, what: { productIds?: string[]; amount?: bigint } = {}) => {
      const { id } = await shop.refund(order, buyer, what);
      await shop.settleRefund(id, 'succeeded');
      return id;
    };
    const refundOfGone = async ({ id }: OrderSnapshot) => {
      const { data } = await (await shop.get(SalesRecords)).listRefunds({ orderId: id }, { limit: 9 });
      return data.find(({ origin }) => origin === 'undeliverable');
    };
    const dispute = async ({ id, paymentId, total }: OrderSnapshot, status: 'lost' | 'won') => {
      const opened = { disputeId: `d_${id}`, amount: total, fee: null, reason: null, evidenceDueBy: null };
      await (await shop.get(RecordDispute)).execute('sandbox', { ...opened, paymentId: paymentId ?? '', status });
    };
    const owed = async () => -(await shop.balance(accounts.payable(seller.userId))) - (await shop.balance(accounts.connect(seller.userId)));

    for (const [which, rest] of [
      ['by another line', (productIds: string[]) => ({ productIds: productIds.slice(1, 2) })],
      ['of all the rest', () => ({})],
    ] as const) {
      it(`gives no licence again that another refund took, ${which}`, async () => {
        const productIds = [await shop.product(seller, { licence: 'exclusive' }), await shop.product(seller), await shop.product(seller)];
        const order = await shop.purchase(buyer, productIds);
        await refundOf(order, { productIds: productIds.slice(0, 1) });
        const second = await refundOf(order, rest(productIds));
        await shop.settleRefund(second, 'failed');
        assert.deepEqual(await activeLicences(order), [false, true, true]);
        assert.equal((await shop.purchase(await shop.user(), productIds.slice(0, 1))).status, 'completed');
      });
    }

    it('gives every licence again when it was the one that made the refund a full one', async () => {
      const order = await shop.purchase(buyer, [await shop.product(seller), await shop.product(seller, { price: 0 })]);
      const first = await refundOf(order, { amount: 400n });
      await refundOf(order, { amount: 600n });
      assert.deepEqual(await activeLicences(order), [false, false]);
      await shop.settleRefund(first, 'failed');
      assert.deepEqual(await activeLicences(order), [true, true]);
    });

    describe('whose goods have gone to somebody else meanwhile', () => {
      let productIds: string[];
      let order: OrderSnapshot;
      let alarms: sinon.SinonStub<[event: string, fields?: Record<string, unknown> | undefined], void>;
      beforeEach(async () => {
        alarms = sinon.stub(shop.log, 'error');
        productIds = [await shop.product(seller, { licence: 'exclusive' }), await shop.product(seller, { price: 500 })];
        order = await shop.purchase(buyer, productIds);
      });
      const resell = async () => shop.purchase(await shop.user(), productIds.slice(0, 1));
      const alarmed = () => alarms.args.map(([event]) => event);

      it('is asked for again, of the lines that cannot be given and no others', async () => {
        const first = await refundOf(order);
        await resell();
        await shop.settleRefund(first, 'failed');
        assert.deepEqual([await activeLicences(order), (await shop.orderNow(order.id)).status], [[false, true], 'refund_pending']);
        assert.deepEqual(alarmed(), ['refund_failed_after_success', 'refunded_goods_gone']);
        await shop.drainJobs();
        const again = await refundOfGone(order);
        assert.equal(again?.amount.amount, 1000n);
        await shop.settleRefund(again.id, 'succeeded');
        const now = await shop.orderNow(order.id);
        assert.deepEqual([now.status, now.refunded.amount, await activeLicences(order)], ['partially_refunded', 1000n, [false, true]]);
        assert.equal(await owed(), 900n + 450n, 'of what was sold again, and of the other line');
      });

      it('keeps the order waiting for it when another refund comes to its end', async () => {
        const first = await refundOf(order, { productIds: productIds.slice(0, 1) });
        await resell();
        const second = await shop.refund(order, buyer, { amount: 200n });
        await shop.settleRefund(first, 'failed');
        await shop.settleRefund(second.id, 'succeeded');
        assert.equal((await shop.orderNow(order.id)).status, 'refund_pending');
        await shop.drainJobs();
        await shop.settleRefund((await refundOfGone(order))?.id ?? '', 'succeeded');
        const now = await shop.orderNow(order.id);
        assert.deepEqual([now.status, now.refunded.amount], ['partially_refunded', 1200n]);
      });

      it('is asked for when it was the bank’s, and the dispute is won on appeal', async () => {
        await dispute(order, 'lost');
        await resell();
        await dispute(order, 'won');
        assert.deepEqual([await activeLicences(order), (await shop.orderNow(order.id)).status], [[false, true], 'refund_pending']);
        assert.equal((await refundOfGone(order))?.amount.amount, 1000n);
      });

      it('is owed no more when the bank has taken it meanwhile, and the order waits for nothing', async () => {
        const first = await refundOf(order, { productIds: productIds.slice(0, 1) });
        await resell();
        await shop.settleRefund(first, 'failed');
        await shop.drainJobs();
        await dispute(order, 'lost');
        await shop.settleRefund((await refundOfGone(order))?.id ?? '', 'failed');
        assert.equal((await shop.orderNow(order.id)).status, 'refunded');
      });
    });
  });
}

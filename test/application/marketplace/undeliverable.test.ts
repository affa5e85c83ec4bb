import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type OrderSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import { ReconcileRefunds } from '#application/marketplace/reconcile-refunds.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import type { Actor } from '#application/shared/actor.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

const MINUTE = 60_000;

for (const database of databases) {
  describe(`giving money back for goods that were gone, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let order: OrderSnapshot;
    let alarms: sinon.SinonStub<[event: string, fields?: Record<string, unknown> | undefined], void>;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      alarms = sinon.stub(shop.log, 'error');
      seller = await shop.user('creator');
      const productId = await shop.product(seller, { licence: 'exclusive' });
      const unpaid = await shop.order(await shop.user(), [productId]);
      const payment = await shop.provider.getPayment(unpaid.paymentId ?? '');
      assert.ok(payment);
      const told = sinon.stub(shop.provider, 'getPayment').resolves({ ...payment, status: 'failed', failure: null });
      await shop.paymentNews(unpaid);
      told.restore();
      await shop.purchase(await shop.user(), [productId]);
      order = await shop.pay(unpaid);
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
      await shop.db.clear();
    });

    const refunds = async () => (await (await shop.get(SalesRecords)).listRefunds({ orderId: order.id }, { limit: 9 })).data.reverse();
    const states = async () => [(await shop.orderNow(order.id)).status, ...(await refunds()).map(({ status }) => status)];
    const reconcile = async () => (await shop.get(ReconcileRefunds)).execute({ all: false });
    const alarmed = () => alarms.args.map(([event]) => event).filter((event) => event !== 'order_undeliverable');
    const settleNewest = async (status: 'succeeded' | 'failed') => shop.settleRefund((await refunds()).at(-1)?.id ?? '', status);
    const decline = () => {
      const failure = { code: 'NO_FUNDS', message: 'the balance does not suffice' };
      const create = sinon.stub(shop.provider, 'createRefund').callThrough();
      create.onFirstCall().resolves({ outcome: 'declined', failure });
      return create;
    };

    it('is tried again, with a new refund and an alarm, when the provider declines', async () => {
      const create = decline();
      await shop.drainJobs();
      assert.deepEqual([await states(), alarmed()], [['refund_pending', 'failed', 'pending'], ['undeliverable_refund_failed']]);
      shop.clock.tick(14 * MINUTE);
      await reconcile();
      assert.equal(create.callCount, 1);
      shop.clock.tick(7 * MINUTE);
      await reconcile();
      assert.equal(create.callCount, 2);
      await settleNewest('succeeded');
      assert.deepEqual(await states(), ['refunded', 'failed', 'succeeded']);
    });

    it('is tried again when the provider fails it later, and again, ever more rarely', async () => {
      await shop.drainJobs();
      for (const wait of [15 + 5, 30 + 5, 60 + 5]) {
        await settleNewest('failed');
        shop.clock.tick((wait - 1) * MINUTE);
        await reconcile();
        assert.equal((await refunds()).at(-1)?.providerRefundId, null);
        shop.clock.tick(2 * MINUTE);
        await reconcile();
        assert.notEqual((await refunds()).at(-1)?.providerRefundId, null);
      }
      await settleNewest('succeeded');
      assert.deepEqual(await states(), ['refunded', 'failed', 'failed', 'failed', 'succeeded']);
      const { data } = await (await shop.get(SalesRecords)).listOrders({ status: 'refunded' }, { limit: 5 });
      assert.equal(data.length, 1);
    });

    it('is tried again when it failed after it had succeeded, and pays the seller nothing', async () => {
      await shop.drainJobs();
      await settleNewest('succeeded');
      await settleNewest('failed');
      assert.deepEqual(await states(), ['refund_pending', 'failed', 'pending']);
      const { rows } = await shop.db.unitOfWork.run(() => shop.db.writer.run('select id from transfers where order_id = ?', [order.id]));
      assert.deepEqual(rows, []);
      shop.clock.tick(21 * MINUTE);
      await reconcile();
      await settleNewest('succeeded');
      assert.deepEqual(await states(), ['refunded', 'failed', 'succeeded']);
      const ofOtherSale = (await shop.balance(accounts.payable(seller.userId))) + (await shop.balance(accounts.connect(seller.userId)));
      assert.equal(ofOtherSale, -900n);
    });

    for (const [how, learn] of [
      [
        'as its news says',
        async (refundId: string) => {
          const told = await shop.provider.getRefund(refundId);
          assert.ok(told);
          await (await shop.get(SettleRefund)).execute('sandbox', told);
        },
      ],
      [
        'as reconciliation finds out',
        async () => {
          shop.clock.tick(21 * MINUTE);
          await reconcile();
        },
      ],
    ] as const) {
      it(`is done when somebody gives it back in the provider’s dashboard, ${how}`, async () => {
        const create = decline();
        await shop.drainJobs();
        const made = shop.sandbox.control.refundPayment(order.paymentId ?? '', 1000n, 'drop');
        await learn(made?.id ?? '');
        assert.deepEqual([await states(), create.callCount], [['refunded', 'failed', 'succeeded'], 1]);
      });
    }

    it('is done when the refund that had failed succeeds after all', async () => {
      await shop.drainJobs();
      const [first] = await refunds();
      await settleNewest('failed');
      const told = await shop.provider.findRefund(first?.id ?? '', '');
      assert.ok(told);
      await (await shop.get(SettleRefund)).execute('sandbox', { ...told, status: 'succeeded', failure: null });
      assert.equal((await shop.orderNow(order.id)).status, 'refunded');
    });
  });
}

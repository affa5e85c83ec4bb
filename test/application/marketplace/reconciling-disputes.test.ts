import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { ReconcileDisputes } from '#application/marketplace/reconcile-disputes.ts';
import { ReconcilePaidOrders } from '#application/marketplace/reconcile-paid-orders.ts';
import { RecordDispute } from '#application/marketplace/record-dispute.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { databases } from '#test/support/databases.ts';
import { eur, Shop } from '#test/support/shop.ts';

const HOUR = 3_600_000;

for (const database of databases) {
  describe(`disputes of which no webhook ever comes, on ${database.name}`, () => {
    let shop: Shop;
    let order: OrderSnapshot;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      await shop.db.clear();
      order = await shop.purchase(await shop.user(), [await shop.product(await shop.user('creator'))]);
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const openAtProvider = () =>
      shop.sandbox.control.openDispute(order.paymentId ?? '', { amount: 1000n, fee: 1500n, reason: 'fraudulent' }, 'drop').id;
    const close = (id: string, status: 'won' | 'lost') => shop.sandbox.control.closeDispute(id, status, 'drop');
    const hear = async (disputeId: string) => {
      const told = await shop.provider.getDispute(disputeId);
      assert.ok(told);
      await (await shop.get(RecordDispute)).execute('sandbox', told);
    };
    const reconcile = async () => (await shop.get(ReconcileDisputes)).execute();
    const lookOver = async () => (await shop.get(ReconcilePaidOrders)).execute();
    const orderNow = async () => {
      const { status, disputedAt, disputeOutcome } = await shop.orderNow(order.id);
      return { status, disputed: disputedAt !== null, outcome: disputeOutcome };
    };

    it('are brought to the end that the bank gave them', async () => {
      const id = openAtProvider();
      await hear(id);
      assert.equal(await reconcile(), 1);
      assert.deepEqual(await orderNow(), { status: 'completed', disputed: true, outcome: null });
      close(id, 'lost');
      assert.equal(await reconcile(), 1);
      assert.deepEqual(await orderNow(), { status: 'refunded', disputed: true, outcome: 'lost' });
      assert.equal(await shop.balance(accounts.losses), 1500n);
      assert.equal(await reconcile(), 0);
    });

    it('are told of in the log: what was done, against which state, and how long that had waited', async () => {
      const id = openAtProvider();
      await hear(id);
      close(id, 'won');
      shop.clock.tick(HOUR);
      const info = sinon.spy(shop.log, 'info');
      await reconcile();
      sinon.assert.calledWithMatch(info, 'dispute_reconciled', {
        orderId: order.id,
        was: 'evidence_due',
        action: 'settled',
        against: 'won',
        waitedMs: HOUR,
      });
    });

    it('are looked at in turn, however many there are and though some cannot be read', async () => {
      const id = openAtProvider();
      const record = await shop.get(RecordDispute);
      const unknown = { paymentId: order.paymentId ?? '', status: 'evidence_due', amount: eur(1), fee: null } as const;
      for (let other = 0; other < 50; other += 1)
        await record.execute('sandbox', { ...unknown, disputeId: `sbxdsp_${other}`, reason: null, evidenceDueBy: null });
      shop.clock.tick(1);
      await hear(id);
      close(id, 'lost');
      shop.clock.tick(HOUR);
      assert.equal(await reconcile(), 50);
      assert.equal((await orderNow()).status, 'completed');
      shop.clock.tick(HOUR);
      assert.equal(await reconcile(), 50);
      assert.equal((await orderNow()).status, 'refunded');
    });

    it('are found with the order that they are over, and hold its transfers', async () => {
      openAtProvider();
      await lookOver();
      assert.deepEqual(await orderNow(), { status: 'completed', disputed: true, outcome: null });
      const [transfer] = await shop.db.reader.all('select held_at from transfers where order_id = ?', [order.id]);
      assert.ok(transfer?.['held_at']);
    });

    it('are found when the bank has decided already, and once', async () => {
      close(openAtProvider(), 'lost');
      for (let round = 0; round < 2; round += 1) await lookOver();
      assert.deepEqual(await orderNow(), { status: 'refunded', disputed: true, outcome: 'lost' });
      assert.equal(await shop.balance(accounts.losses), 1500n);
    });
  });
}

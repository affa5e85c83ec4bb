import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type OrderSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import { RecordDispute } from '#application/marketplace/record-dispute.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { ProviderDispute } from '#application/shared/payment-provider.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { databases } from '#test/support/databases.ts';
import { eur, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`a disputed payment, on ${database.name}`, () => {
    let shop: Shop;
    let buyer: Actor;
    let order: OrderSnapshot;
    let told: ProviderDispute;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      await shop.db.clear();
      buyer = await shop.user();
      order = await shop.purchase(buyer, [await shop.product(await shop.user('creator'))]);
      const paymentId = order.paymentId ?? '';
      told = {
        disputeId: `d_${order.id}`,
        paymentId,
        status: 'evidence_due',
        amount: eur(1000),
        fee: eur(1500),
        reason: 'fraudulent',
        evidenceDueBy: null,
      };
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const record = async (status: ProviderDispute['status']) => (await shop.get(RecordDispute)).execute('sandbox', { ...told, status });
    const held = async () => {
      const rows = await shop.db.reader.all('select held_at from transfers where order_id = ? order by sequence', [order.id]);
      return rows.map((row) => row['held_at'] !== null);
    };
    const activeLicences = async () =>
      (await (await shop.get(SalesRecords)).listLicences(buyer.userId, { limit: 5 })).data.filter((licence) => !licence.revokedAt);

    it('is a fact beside the status of its order', async () => {
      await record('evidence_due');
      const now = await shop.orderNow(order.id);
      assert.deepEqual([now.status, now.disputedAt !== null, now.disputeOutcome], ['completed', true, null]);
    });

    it('is a refund that the provider took when it is lost, and its fee is ours', async () => {
      await record('evidence_due');
      await record('lost');
      assert.equal((await record('lost')).result, 'unchanged');
      const now = await shop.orderNow(order.id);
      assert.deepEqual([now.status, now.disputeOutcome, (await activeLicences()).length], ['refunded', 'lost', 0]);
      assert.equal(await shop.balance(accounts.losses), 1500n);
      assert.equal(await shop.balance(accounts.psp('sandbox', 'EUR')), -1500n);
    });

    it('leaves everything as it was when it is won', async () => {
      await record('under_review');
      await record('won');
      const now = await shop.orderNow(order.id);
      assert.deepEqual([now.status, now.disputeOutcome, (await activeLicences()).length], ['completed', 'won', 1]);
      assert.equal(await shop.balance(accounts.losses), 0n);
    });

    it('gives the sale back when it is won on appeal after it was lost', async () => {
      await record('lost');
      await record('won');
      const now = await shop.orderNow(order.id);
      assert.deepEqual([now.status, now.disputeOutcome, (await activeLicences()).length], ['completed', 'won', 1]);
      assert.equal(await shop.balance(accounts.losses), 0n);
      assert.equal(await shop.balance(accounts.psp('sandbox', 'EUR')), 1000n);
    });

    it('is lost as often as the bank takes it up again, and costs its fee once', async () => {
      for (const status of ['lost', 'won', 'lost', 'won', 'lost'] as const) assert.equal((await record(status)).result, 'settled');
      const now = await shop.orderNow(order.id);
      assert.deepEqual(
        [now.status, now.disputeOutcome, now.refunded.amount, (await activeLicences()).length],
        ['refunded', 'lost', 1000n, 0],
      );
      assert.equal(await shop.balance(accounts.losses), 1500n);
    });

    it('stays lost while its appeal is looked at', async () => {
      await record('lost');
      assert.equal((await record('under_review')).result, 'unchanged');
      assert.equal((await shop.orderNow(order.id)).disputeOutcome, 'lost');
    });

    it('holds the transfers again when a won one is taken up again', async () => {
      await record('evidence_due');
      await record('won');
      assert.deepEqual(await held(), [false]);
      await record('evidence_due');
      assert.deepEqual(await held(), [true]);
      assert.equal((await shop.orderNow(order.id)).disputeOutcome, null);
    });

    it('holds the transfers for as long as another one over the same order is open', async () => {
      await record('evidence_due');
      const first = told;
      told = { ...told, disputeId: 'another', amount: eur(100) };
      await record('evidence_due');
      await record('won');
      assert.deepEqual(await held(), [true]);
      assert.equal((await shop.orderNow(order.id)).disputeOutcome, null);
      told = first;
      await record('lost');
      assert.deepEqual(await held(), [false]);
      assert.equal((await shop.orderNow(order.id)).disputeOutcome, 'lost');
    });

    it('is not refunded beside the bank, and without asking the provider, until that has decided', async () => {
      const create = sinon.spy(shop.provider, 'createRefund');
      await record('evidence_due');
      await assert.rejects(shop.refund(order, buyer), { code: 'ORDER_DISPUTED', kind: 'conflict' });
      assert.deepEqual([create.callCount, (await shop.orderNow(order.id)).status], [0, 'completed']);
      await record('won');
      assert.equal((await shop.refund(order, buyer)).status, 'pending');
    });

    it('takes no more than was left after a refund', async () => {
      const refund = await shop.refund(order, buyer, { amount: 400n });
      await shop.settleRefund(refund.id, 'succeeded');
      await record('lost');
      const now = await shop.orderNow(order.id);
      assert.deepEqual([now.status, now.refunded.amount], ['refunded', 1000n]);
    });
  });
}

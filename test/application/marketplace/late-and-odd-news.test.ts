import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { RecordDispute } from '#application/marketplace/record-dispute.ts';
import { RequestRefund } from '#application/marketplace/request-refund.ts';
import { SettlePayment } from '#application/marketplace/settle-payment.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { ProviderPayment, ProviderRefund } from '#application/shared/payment-provider.ts';
import { Money } from '#domain/shared/money.ts';
import { databases } from '#test/support/databases.ts';
import { eur, once, Shop } from '#test/support/shop.ts';

const DAY = 86_400_000;

for (const database of databases) {
  describe(`an order of which there is late or odd news, on ${database.name}`, () => {
    let shop: Shop;
    let buyer: Actor;
    let order: OrderSnapshot;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      await shop.db.clear();
      buyer = await shop.user();
      order = await shop.purchase(buyer, [await shop.product(await shop.user('creator'))]);
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const statusNow = async () => (await shop.orderNow(order.id)).status;
    const payment = async (change: Partial<ProviderPayment>, provider = 'sandbox') => {
      const told = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(told);
      return (await (await shop.get(SettlePayment)).execute(provider, { ...told, ...change })).result;
    };
    const refundNews = async (refundId: string, change: Partial<ProviderRefund>) => {
      const told = await shop.provider.findRefund(refundId, '');
      assert.ok(told);
      return (await (await shop.get(SettleRefund)).execute('sandbox', { ...told, ...change })).result;
    };
    const refundNow = async (id: string) => {
      const row = await shop.db.reader.first('select status, reason, requested_by from refunds where id = ?', [id]);
      return { ...row };
    };

    it('stays paid when its payment is said to have failed afterwards', async () => {
      assert.deepEqual([await payment({ status: 'failed' }), await statusNow()], ['unchanged', 'completed']);
    });

    it('is not paid at another provider than its own', async () => {
      assert.equal(await payment({ reference: null }, 'stripe'), 'unknown');
      assert.equal(await payment({ reference: order.id }, 'stripe'), 'quarantined');
    });

    it('is put before an operator when a payment of another amount is said to be its own, whatever became of it', async () => {
      order = await shop.order(buyer, [await shop.product(await shop.user('creator'))]);
      for (const status of ['failed', 'canceled'] as const) assert.equal(await payment({ status, amount: eur(1) }), 'quarantined');
      assert.equal(await payment({ status: 'succeeded', amount: eur(1), received: eur(1000) }), 'quarantined');
      assert.equal(await statusNow(), 'pending');
    });

    it('gives its exclusive licence back at once when the provider refuses it', async () => {
      const productId = await shop.product(await shop.user('creator'), { licence: 'exclusive' });
      const refused = sinon.stub(shop.provider, 'createPayment');
      refused.resolves({ outcome: 'declined', failure: { code: 'card_declined', message: 'no' } });
      await assert.rejects(shop.order(buyer, [productId]), { code: 'CARD_DECLINED' });
      refused.restore();
      assert.equal((await shop.purchase(await shop.user(), [productId])).status, 'completed');
    });

    it('is refundable for the usual time after it was paid where no deadline was stored', async () => {
      await shop.db.unitOfWork.run(() => shop.db.writer.run('update orders set refund_deadline = null where id = ?', [order.id]));
      shop.clock.tick(14 * DAY);
      const refund = await shop.refund(order, buyer);
      await shop.settleRefund(refund.id, 'failed');
      shop.clock.tick(1);
      await assert.rejects(shop.refund(order, buyer), { code: 'REFUND_WINDOW_EXPIRED' });
    });

    it('is refunded in its own currency, and some of it', async () => {
      const request = async (amount: bigint, currency: string) =>
        (await shop.get(RequestRefund)).execute({
          orderId: order.id,
          actor: buyer,
          amount,
          currency,
          reason: 'no use for it',
          once: once(),
        });
      await assert.rejects(
        request(100n, 'USD'),
        ({ code, faults }) => code === 'VALIDATION_FAILED' && faults[0].pointer === '/amount/currency',
      );
      await assert.rejects(request(0n, 'EUR'), { code: 'REFUND_AMOUNT_INVALID' });
      const refund = await request(100n, 'EUR');
      assert.deepEqual(await refundNow(refund.id), { status: 'pending', reason: 'no use for it', requested_by: buyer.userId });
    });

    it('takes over what is refunded at the provider alone, as far as it can be of this order', async () => {
      const made: ProviderRefund = {
        refundId: 're_1',
        paymentId: order.paymentId ?? '',
        status: 'pending',
        amount: eur(400),
        reference: null,
        failure: null,
      };
      const settle = async (change: Partial<ProviderRefund>) =>
        (await (await shop.get(SettleRefund)).execute('sandbox', { ...made, ...change })).result;
      assert.equal(await settle({ status: 'failed' }), 'unknown');
      assert.equal(await settle({ amount: eur(1001) }), 'unknown');
      assert.equal(await settle({ amount: Money.of(400n, 'USD') }), 'unknown');
      assert.equal(await statusNow(), 'completed');
      assert.deepEqual([await settle({}), await statusNow()], ['unchanged', 'refund_pending']);
      await assert.rejects(shop.refund(order, buyer), { code: 'REFUND_ALREADY_REQUESTED' });
      assert.deepEqual([await settle({ status: 'succeeded' }), await statusNow()], ['settled', 'partially_refunded']);
      const rows = await shop.db.reader.all('select provider_refund_id, origin from refunds where order_id = ?', [order.id]);
      assert.deepEqual(
        rows.map((row) => ({ ...row })),
        [{ provider_refund_id: 're_1', origin: 'provider' }],
      );
    });

    it('is put before an operator when its refund succeeds after the bank has taken everything', async () => {
      const refund = await shop.refund(order, buyer);
      const dispute = {
        disputeId: 'd_1',
        paymentId: order.paymentId ?? '',
        amount: eur(1000),
        fee: null,
        reason: null,
        evidenceDueBy: null,
      };
      await (await shop.get(RecordDispute)).execute('sandbox', { ...dispute, status: 'lost' });
      const alarm = sinon.spy(shop.log, 'error');
      assert.equal(await refundNews(refund.id, { status: 'succeeded' }), 'quarantined');
      assert.equal((await refundNow(refund.id))['status'], 'unresolved');
      assert.equal(alarm.withArgs('refund_beyond_what_is_left').callCount, 1);
      assert.equal(await refundNews(refund.id, { status: 'succeeded' }), 'quarantined');
    });

    it('is given back once a refund that nobody could establish fails, and waits while that is looked at', async () => {
      const refund = await shop.refund(order, buyer);
      await shop.db.unitOfWork.run(() => shop.db.writer.run(`update refunds set status = 'unresolved' where id = ?`, [refund.id]));
      assert.deepEqual([await refundNews(refund.id, { status: 'review' }), await statusNow()], ['settled', 'refund_pending']);
      assert.equal(await refundNews(refund.id, { status: 'review' }), 'unchanged');
      assert.deepEqual([await refundNews(refund.id, { status: 'failed' }), await statusNow()], ['settled', 'completed']);
      assert.equal(await refundNews(refund.id, { status: 'failed' }), 'unchanged');
    });
  });
}

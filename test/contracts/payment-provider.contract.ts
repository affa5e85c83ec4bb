import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import type { PaymentProvider } from '#application/shared/payment-provider.ts';
import { Money } from '#domain/shared/money.ts';
import { accepted, type OutsideWorld, type PaymentProviderHarness, paymentRequest, price, Till } from './payment-harness.ts';
import { behavesLikeRefunds } from './payment-refunds.contract.ts';
import { behavesLikeWebhooks } from './payment-webhooks.contract.ts';

/** Every adapter of the port, in front of a provider that holds nothing yet. */
export function behavesLikePaymentProvider(open: () => Promise<PaymentProviderHarness>): void {
  describe('a payment', () => {
    let provider: PaymentProvider;
    let world: OutsideWorld;
    const till = new Till(() => ({ provider, world }));
    beforeEach(async () => {
      ({ provider, world } = await open());
    });

    it('is open and not paid when it is created', async () => {
      const orderId = randomUUIDv7();
      const { payment, clientSecret } = await till.open(orderId);
      assert.deepEqual(payment, {
        paymentId: payment.paymentId,
        status: 'open',
        amount: price,
        received: Money.zero('EUR'),
        reference: orderId,
        namedOrders: [orderId],
        failure: null,
      });
      assert(payment.paymentId && clientSecret);
      assert.deepEqual(await provider.getPayment(payment.paymentId), payment);
    });

    it('says what was received once the buyer has paid', async () => {
      const paymentId = await till.paid();
      const payment = await provider.getPayment(paymentId);
      assert.equal(payment?.status, 'succeeded');
      assert.deepEqual(payment.received, price);
    });

    it('has failed when the buyer is declined, and says why', async () => {
      const { payment } = await till.open();
      await world.decline(payment.paymentId);
      const declined = await provider.getPayment(payment.paymentId);
      assert(declined?.status === 'failed');
      assert(declined.failure?.code && declined.failure.message);
      assert(declined.received.isZero);
    });

    it('knows every currency by its own minor unit', async () => {
      const yen = Money.of(500n, 'JPY');
      const paymentId = await till.paid(yen);
      assert.deepEqual((await provider.getPayment(paymentId))?.received, yen);
    });

    it('is found by the key that it was created with', async () => {
      const orderId = randomUUIDv7();
      const created = await till.open(orderId);
      assert.deepEqual(await provider.findPayment(orderId), created);
      assert.equal(await provider.findPayment(randomUUIDv7()), null);
    });

    for (const id of ['pay_unknown', 'pi_unknown', '..', '../refunds', 'a/b', '%2e%2e', 'x?y=1', '', ' ', 'é']) {
      it(`is nothing under the id ${JSON.stringify(id)}`, async () => {
        assert.equal(await provider.getPayment(id), null);
        assert.equal((await provider.cancelPayment(randomUUIDv7(), id)).outcome, 'declined');
      });
    }

    it('is one however often it is asked for with one key', async () => {
      const orderId = randomUUIDv7();
      const first = await till.open(orderId);
      assert.deepEqual(await till.open(orderId), first);
      const [left, right] = await Promise.all([till.open(orderId), till.open(orderId)]);
      assert.deepEqual([left, right], [first, first]);
      assert.equal((await world.truth()).payments, 1);
    });

    it('is not answered for another amount or currency under the same key', async () => {
      const orderId = randomUUIDv7();
      await till.open(orderId);
      for (const other of [Money.of(1300n, 'EUR'), Money.of(1299n, 'USD')]) {
        const answer = await provider.createPayment(orderId, paymentRequest(orderId, other));
        assert.equal(answer.outcome, 'unknown');
      }
      assert.equal((await world.truth()).payments, 1);
    });

    it('is given up for good, however often', async () => {
      const orderId = randomUUIDv7();
      const { payment } = await till.open(orderId);
      for (const attempt of [1, 2]) {
        const after = accepted(await provider.cancelPayment(orderId, payment.paymentId));
        assert.equal(after.status, 'canceled', `attempt ${attempt}`);
      }
      assert.equal((await provider.getPayment(payment.paymentId))?.status, 'canceled');
    });

    it('stays paid when it is given up too late', async () => {
      const paymentId = await till.paid();
      const after = accepted(await provider.cancelPayment(randomUUIDv7(), paymentId));
      assert.deepEqual([after.status, after.received], ['succeeded', price]);
    });

    it('is asked for with a key that the provider takes', async () => {
      assert.equal(await provider.takesOurKey(), true);
      assert.deepEqual(await world.truth(), { payments: 0, refunds: 0 });
    });

    it('moves nothing without a key', async () => {
      const paymentId = await till.paid();
      for (const key of ['', ' ']) {
        await assert.rejects(provider.createPayment(key, paymentRequest('o-1')), /idempotency key/);
        await assert.rejects(provider.cancelPayment(key, paymentId), /idempotency key/);
        await assert.rejects(till.refund(paymentId, price, key), /idempotency key/);
      }
      assert.deepEqual(await world.truth(), { payments: 1, refunds: 0 });
    });
  });

  describe('what goes back', () => behavesLikeRefunds(open));
  describe('what it tells', () => behavesLikeWebhooks(open));
}

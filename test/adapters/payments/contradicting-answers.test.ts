import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { HyperswitchProvider } from '#adapters/payments/hyperswitch/hyperswitch-provider.ts';
import { openStripe } from '#adapters/payments/stripe/open-stripe.ts';
import { StripePaymentProvider } from '#adapters/payments/stripe/stripe-payment-provider.ts';
import type { Outcome, PaymentProvider } from '#application/shared/payment-provider.ts';
import { accepted, paymentRequest, price } from '#test/contracts/payment-harness.ts';
import { HyperswitchServer } from '#test/stand-ins/hyperswitch-server.ts';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';

type Lie = Record<string, unknown>;

describe('an answer that contradicts what was asked for', () => {
  const orderId = '01a2b3c4-5d6e-7f80-9a1b-2c3d4e5f6a7b';
  const isUnknown = (outcome: Outcome<unknown>, cause: RegExp) => {
    assert.equal(outcome.outcome, 'unknown');
    assert.match(outcome.outcome === 'unknown' ? String(outcome.cause) : '', cause);
  };
  const refundOf = (provider: PaymentProvider, paymentId: string, key = randomUUIDv7()) =>
    provider.createRefund(key, { orderId, refundId: key, paymentId, amount: price });

  describe('of Hyperswitch', () => {
    let server: HyperswitchServer;
    let provider: HyperswitchProvider;
    beforeEach(async () => {
      server = await new HyperswitchServer().start();
      provider = new HyperswitchProvider({ url: server.url, apiKey: server.apiKey, webhookSecret: server.webhookSecret });
    });
    afterEach(() => server.stop());

    const payment = { payment_id: 'pay_000000000000000000000000aa', status: 'requires_payment_method', amount: 1299, currency: 'EUR' };
    const told = async (lie: Lie) => {
      const { payment: ours } = accepted(await provider.createPayment(orderId, paymentRequest(orderId)));
      server.failNext({ effect: false, outcome: { status: 200, body: { ...payment, payment_id: ours.paymentId, ...lie } } });
      return provider.createPayment(orderId, paymentRequest(orderId));
    };

    for (const [what, lie] of [
      ['another payment', { payment_id: payment.payment_id }],
      ['another amount', { amount: 1 }],
      ['another currency', { currency: 'USD' }],
    ] as const) {
      it(`by ${what} says nothing of the payment`, async () => isUnknown(await told(lie), /something else than was asked for/));
    }

    it('leaves the payment to be found by our own id', async () => {
      server.failNext({ effect: true, outcome: { status: 200, body: payment } });
      isUnknown(await provider.createPayment(orderId, paymentRequest(orderId)), /something else/);
      assert.equal((await provider.findPayment(orderId))?.payment.reference, orderId);
    });

    for (const [what, lie] of [
      ['another refund', { refund_id: 'ref_000000000000000000000000aa' }],
      ['a refund of another payment', { payment_id: payment.payment_id }],
      ['a refund of another amount', { amount: 1 }],
    ] as const) {
      it(`by ${what} says nothing of the refund`, async () => {
        const { paymentId } = accepted(await provider.createPayment(orderId, paymentRequest(orderId))).payment;
        server.settlePayment(paymentId, 'succeeded');
        const key = randomUUIDv7();
        const { refundId } = accepted(await refundOf(provider, paymentId, key));
        const told = { refund_id: refundId, payment_id: paymentId, status: 'pending', amount: 1299, currency: 'EUR' };
        server.failNext({ effect: false, outcome: { status: 200, body: { ...told, ...lie } } });
        isUnknown(await refundOf(provider, paymentId, key), /something else/);
      });
    }

    it('by another payment says nothing of whether ours was cancelled', async () => {
      const { paymentId } = accepted(await provider.createPayment(orderId, paymentRequest(orderId))).payment;
      server.failNext({ effect: false, outcome: { status: 200, body: { ...payment, status: 'cancelled' } } });
      isUnknown(await provider.cancelPayment(orderId, paymentId), /something else/);
    });
  });

  describe('of Stripe', () => {
    let server: StripeServer;
    let provider: StripePaymentProvider;
    beforeEach(async () => {
      server = await new StripeServer().start();
      provider = new StripePaymentProvider({
        stripe: openStripe({ secretKey: server.secretKey, apiUrl: server.url }),
        clock: { now: () => server.now() },
        webhookSecret: server.webhookSecret,
      });
    });
    afterEach(() => server.stop());

    const intent = { id: 'pi_1', object: 'payment_intent', status: 'requires_payment_method', amount: 1299, currency: 'eur', metadata: {} };

    for (const lie of [{ amount: 1 }, { currency: 'usd' }]) {
      it(`by another ${Object.keys(lie)} says nothing of the payment`, async () => {
        server.failNext({ effect: false, outcome: { status: 200, body: { ...intent, ...lie } } });
        isUnknown(await provider.createPayment(orderId, paymentRequest(orderId)), /something else than was asked for/);
      });
    }

    for (const [what, lie] of [
      ['another amount', { amount: 1 }],
      ['another payment', { payment_intent: 'pi_2' }],
    ] as const) {
      it(`by ${what} says nothing of the refund`, async () => {
        const told = {
          id: 're_1',
          object: 'refund',
          status: 'pending',
          amount: 1299,
          currency: 'eur',
          payment_intent: 'pi_1',
          metadata: {},
        };
        server.failNext({ effect: false, outcome: { status: 200, body: { ...told, ...lie } } });
        isUnknown(await refundOf(provider, 'pi_1'), /something else/);
      });
    }
  });
});

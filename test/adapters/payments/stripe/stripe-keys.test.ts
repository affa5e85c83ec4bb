import assert from 'node:assert/strict';
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { openStripe } from '#adapters/payments/stripe/open-stripe.ts';
import { StripePaymentProvider } from '#adapters/payments/stripe/stripe-payment-provider.ts';
import { accepted, paymentRequest, price } from '#test/contracts/payment-harness.ts';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';

describe('the keys of calls to Stripe', () => {
  let server: StripeServer;
  let provider: StripePaymentProvider;
  beforeEach(async () => {
    server = await new StripeServer().start();
    const stripe = openStripe({ secretKey: server.secretKey, apiUrl: server.url });
    provider = new StripePaymentProvider({ stripe, clock: { now: () => server.now() }, webhookSecret: server.webhookSecret });
  });
  afterEach(() => server.stop());

  const create = async (orderId: string) => accepted(await provider.createPayment(orderId, paymentRequest(orderId))).payment.paymentId;
  const paid = async () => {
    const paymentId = await create(randomUUIDv7());
    server.payments.succeed(paymentId);
    return paymentId;
  };
  const refund = (paymentId: string, key: string) =>
    provider.createRefund(key, { orderId: 'o-1', refundId: key, paymentId, amount: price });
  const fault = { status: 500, body: { error: { type: 'api_error', message: 'oh' } } };
  const DAY = 86_400_000;

  it('keep a payment unknown whose first call ended in a fault, and it is found all the same', async () => {
    const orderId = randomUUIDv7();
    server.failNext({ effect: true, outcome: fault });
    for (const attempt of [1, 2]) {
      assert.equal((await provider.createPayment(orderId, paymentRequest(orderId))).outcome, 'unknown', `attempt ${attempt}`);
    }
    assert.equal((await provider.findPayment(orderId))?.payment.status, 'open');
  });

  it('keep a payment unknown while the first call still runs', async () => {
    const orderId = randomUUIDv7();
    server.keys.occupy(orderId);
    assert.equal((await provider.createPayment(orderId, paymentRequest(orderId))).outcome, 'unknown');
    server.keys.release(orderId);
    await create(orderId);
  });

  it('find a payment long after Stripe forgot them, and behind many others', async () => {
    const orderId = randomUUIDv7();
    const paymentId = await create(orderId);
    server.advanceClock(3 * DAY);
    for (let other = 0; other < 120; other += 1) server.payments.create('', 'amount=100&currency=eur');
    assert.equal((await provider.findPayment(orderId))?.payment.paymentId, paymentId);
    assert.equal(server.requests.filter(({ method }) => method === 'GET').length, 2);
  });

  it('say since when to look', async () => {
    const orderId = randomUUIDv7();
    assert.equal(await provider.findPayment(orderId), null);
    const since = Number(server.requests[0]?.query.get('created[gte]'));
    assert.equal(since, Math.floor(Number.parseInt(orderId.replaceAll('-', '').slice(0, 12), 16) / 1000) - 3600);
  });

  it('find a payment even when they say nothing of their time', async () => {
    const orderId = randomUUID();
    const paymentId = await create(orderId);
    assert.equal((await provider.findPayment(orderId))?.payment.paymentId, paymentId);
  });

  it('are not taken for those of somebody else', async () => {
    const { id } = server.payments.create('', 'amount=100&currency=eur&metadata[reference]=invoice-7');
    assert.equal((await provider.getPayment(id))?.reference, null);
  });

  it('know our own refund again after Stripe forgot them', async () => {
    const paymentId = await paid();
    const key = randomUUIDv7();
    const first = accepted(await refund(paymentId, key));
    server.advanceClock(DAY);
    assert.deepEqual(accepted(await refund(paymentId, key)), first);
    assert.equal(server.refunds.refunds.all().length, 1);
  });

  it('of giving a payment up are not those of creating it', async () => {
    const orderId = randomUUIDv7();
    const paymentId = await create(orderId);
    accepted(await provider.cancelPayment(orderId, paymentId));
    assert.equal(server.requests.at(-1)?.headers['idempotency-key'], `${orderId}-cancel`);
  });
});

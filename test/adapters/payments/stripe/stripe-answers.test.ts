import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { openStripe } from '#adapters/payments/stripe/open-stripe.ts';
import { StripePaymentProvider } from '#adapters/payments/stripe/stripe-payment-provider.ts';
import { Money } from '#domain/shared/money.ts';
import { accepted, paymentRequest, price } from '#test/contracts/payment-harness.ts';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';

describe('what Stripe answers', () => {
  let server: StripeServer;
  let provider: StripePaymentProvider;
  const open = (changes: { secretKey?: string; timeoutMs?: number } = {}) =>
    new StripePaymentProvider({
      stripe: openStripe({ secretKey: server.secretKey, apiUrl: server.url, ...changes }),
      clock: { now: () => server.now() },
      webhookSecret: server.webhookSecret,
    });
  beforeEach(async () => {
    server = await new StripeServer().start();
    provider = open();
  });
  afterEach(() => server.stop());

  const create = async (orderId: string = randomUUIDv7(), amount = price) =>
    accepted(await provider.createPayment(orderId, paymentRequest(orderId, amount))).payment.paymentId;
  const paid = async () => {
    const paymentId = await create();
    server.payments.succeed(paymentId);
    return paymentId;
  };
  const refund = (paymentId: string, key: string = randomUUIDv7(), amount = price) =>
    provider.createRefund(key, { orderId: 'o-1', refundId: key, paymentId, amount });
  const failure = (status: number, error: object) => ({
    status,
    body: { error: { type: 'invalid_request_error', message: 'no', ...error } },
  });

  it('refuses us, and nobody’s card, when our key is wrong', async () => {
    const locked = open({ secretKey: 'sk_test_of_somebody_else' });
    const refunding = { orderId: 'o-1', refundId: randomUUIDv7(), paymentId: 'pi_1', amount: price };
    for (const answer of [
      await locked.createPayment(randomUUIDv7(), paymentRequest(randomUUIDv7())),
      await locked.createRefund(refunding.refundId, refunding),
    ])
      assert.equal(answer.outcome === 'declined' && answer.failure.ours, true);
  });

  it('is asked for a payment and a refund in these bytes', async () => {
    const orderId = '01a2b3c4-5d6e-7f80-9a1b-2c3d4e5f6a7b';
    const paymentId = await create(orderId);
    server.payments.succeed(paymentId);
    const refundId = randomUUIDv7();
    accepted(await refund(paymentId, refundId));
    const [payment, back] = server.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    assert.deepEqual(payment, {
      amount: '1299',
      currency: 'eur',
      'automatic_payment_methods[enabled]': 'true',
      description: `Order ${orderId}`,
      'metadata[order_id]': orderId,
      'metadata[reference]': orderId,
    });
    assert.deepEqual(back, { payment_intent: paymentId, amount: '1299', 'metadata[order_id]': 'o-1', 'metadata[reference]': refundId });
    assert.equal(server.requests[0]?.headers['stripe-version'], '2026-10-28.endive');
    assert.equal(server.requests[0]?.headers['x-stripe-client-telemetry'], undefined);
  });

  it('counts some currencies in other units than everybody else', async () => {
    const krona = Money.of(1299n, 'ISK');
    const paymentId = await create(randomUUIDv7(), krona);
    assert.equal(new URLSearchParams(server.requests[0]?.body).get('amount'), '129900');
    server.payments.succeed(paymentId);
    const payment = await provider.getPayment(paymentId);
    assert.deepEqual([payment?.amount, payment?.received], [krona, krona]);
  });

  it('is a refusal when it finds the amount too small', async () => {
    const answer = await provider.createPayment('o-1', paymentRequest('o-1', Money.of(49n, 'EUR')));
    assert.deepEqual(answer, { outcome: 'declined', failure: { code: 'amount_too_small', message: 'Amount must be at least 50 cents' } });
  });

  for (const [status, error, code, blame] of [
    [400, {}, 'invalid_request_error', {}],
    [400, { code: 'parameter_missing' }, 'parameter_missing', { ours: true }],
    [401, {}, 'invalid_request_error', { ours: true }],
    [403, { code: 'account_invalid' }, 'account_invalid', { ours: true }],
    [402, { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' }, 'insufficient_funds', {}],
    [404, { code: 'resource_missing' }, 'resource_missing', {}],
  ] as const) {
    it(`is a refusal${'ours' in blame ? ' of ourselves' : ''} when it says ${status} ${code}`, async () => {
      server.failNext({ effect: false, outcome: failure(status, error) });
      const answer = await provider.createPayment('o-1', paymentRequest('o-1'));
      assert.deepEqual(answer, { outcome: 'declined', failure: { code, message: 'no', ...blame } });
    });
  }

  for (const [status, error] of [
    [400, { type: 'idempotency_error' }],
    [404, {}],
    [409, { code: 'idempotency_key_in_use' }],
    [429, { code: 'rate_limit' }],
    [500, { type: 'api_error' }],
  ] as const) {
    it(`leaves the outcome unknown when it says ${status} ${JSON.stringify(error)}`, async () => {
      server.failNext({ effect: false, outcome: failure(status, error) });
      assert.equal((await provider.createPayment('o-1', paymentRequest('o-1'))).outcome, 'unknown');
    });
  }

  it('is that a key is refused, or has no right to payments', async () => {
    assert.equal(await open({ secretKey: 'sk_test_wrong' }).takesOurKey(), false);
    server.failNext({ effect: false, outcome: failure(403, {}) }, () => true);
    assert.equal(await provider.takesOurKey(), false);
    assert.equal(await provider.takesOurKey(), true);
  });

  it('is not waited for beyond the time allowed', async () => {
    const orderId = randomUUIDv7();
    server.failNext({ effect: true, outcome: 'time-out' });
    assert.equal((await open({ timeoutMs: 60 }).createPayment(orderId, paymentRequest(orderId))).outcome, 'unknown');
    assert.equal((await provider.findPayment(orderId))?.payment.reference, orderId);
  });

  it('is read when a payment was given up and the answer lost', async () => {
    const [given, kept] = [await create(), await create()];
    server.failNext({ effect: true, outcome: failure(500, {}) });
    assert.equal(accepted(await provider.cancelPayment(randomUUIDv7(), given)).status, 'canceled');
    server.failNext({ effect: false, outcome: failure(500, {}) });
    assert.equal((await provider.cancelPayment(randomUUIDv7(), kept)).outcome, 'unknown');
    server.failNext({ effect: false, outcome: failure(500, {}) }, () => true, 2);
    assert.equal((await provider.cancelPayment(randomUUIDv7(), kept)).outcome, 'unknown');
    server.payments.move(kept, 'requires_capture');
    server.failNext({ effect: false, outcome: failure(400, { code: 'payment_intent_unexpected_state' }) });
    assert.equal((await provider.cancelPayment(randomUUIDv7(), kept)).outcome, 'declined');
  });

  for (const [theirs, ours] of [
    ['pending', 'pending'],
    ['requires_action', 'pending'],
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ] as const) {
    it(`means "${ours}" by a refund that is ${theirs}`, async () => {
      const { refundId } = accepted(await refund(await paid()));
      if (theirs !== 'pending') server.refunds.settle(refundId, theirs);
      assert.equal((await provider.getRefund(refundId))?.status, ours);
    });
  }

  it('refunds cards at once', async () => {
    server.refunds.startsAs = 'succeeded';
    assert.equal(accepted(await refund(await paid())).status, 'succeeded');
  });

  it('says what a dispute costs and when its evidence is due', async () => {
    const disputeId = server.refunds.openDispute(await paid());
    const dispute = await provider.getDispute(disputeId);
    assert.deepEqual([dispute?.fee, dispute?.reason], [Money.of(2000n, 'EUR'), 'fraudulent']);
    assert(dispute?.evidenceDueBy instanceof Date);
    for (const [theirs, ours] of [
      ['warning_closed', 'won'],
      ['warning_under_review', 'under_review'],
      ['prevented', 'won'],
    ] as const) {
      server.refunds.moveDispute(disputeId, theirs);
      assert.equal((await provider.getDispute(disputeId))?.status, ours);
    }
  });

  it('is no answer when it is a state that there is not', async () => {
    const paymentId = await create();
    server.payments.move(paymentId, 'paid');
    await assert.rejects(provider.getPayment(paymentId), /could not be read/);
  });
});

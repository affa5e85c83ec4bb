import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { PaymentProvider } from '#application/shared/payment-provider.ts';
import { accepted, type PaymentProviderHarness, paymentRequest, price, Till } from './payment-harness.ts';

export type PaymentWireHarness = PaymentProviderHarness & {
  wire: {
    /** The calls that the provider's server was sent, in their order. */
    calls: readonly { method: string; path: string; headers: IncomingHttpHeaders; body: string }[];
    /** The next call that moves money is carried out, but nobody hears of it. */
    loseNextAnswer(): void;
    /** The next call that moves money gets lost on its way. */
    loseNextCall(): void;
    /** The next call is answered like this, and not carried out. */
    refuseNext(status: number): void;
  };
};

/** Adapters that speak to their provider over a network: what is on the wire, and what becomes of a call that gets lost. */
export function survivesTheWire(open: () => Promise<PaymentWireHarness>): void {
  let provider: PaymentProvider;
  let world: PaymentWireHarness['world'];
  let wire: PaymentWireHarness['wire'];
  beforeEach(async () => {
    ({ provider, world, wire } = await open());
  });

  const pay = (orderId: string) => provider.createPayment(orderId, paymentRequest(orderId));
  const till = new Till(() => ({ provider, world }));
  const posts = () => wire.calls.filter(({ method }) => method === 'POST');

  it('sends the key, bare, with every call that moves money', async () => {
    const [orderId, refundKey] = [randomUUIDv7(), randomUUIDv7()];
    const { payment } = accepted(await pay(orderId));
    await world.pay(payment.paymentId);
    accepted(await till.refund(payment.paymentId, price, refundKey));
    assert.deepEqual(
      posts().map(({ headers }) => headers['idempotency-key']),
      [orderId, refundKey],
    );
  });

  it('sends not a byte without a key', async () => {
    await assert.rejects(pay(''), /idempotency key/);
    await assert.rejects(till.refund('pay_1', price, ''), /idempotency key/);
    await assert.rejects(provider.cancelPayment('', 'pay_1'), /idempotency key/);
    assert.deepEqual(wire.calls, []);
  });

  it('sends the same bytes for the same request', async () => {
    const [orderId, refundKey] = [randomUUIDv7(), randomUUIDv7()];
    const { payment } = accepted(await pay(orderId));
    await pay(orderId);
    await world.pay(payment.paymentId);
    const request = { orderId, refundId: refundKey, paymentId: payment.paymentId, amount: price };
    await provider.createRefund(refundKey, request);
    await provider.createRefund(refundKey, request);
    const bodies = posts().map(({ body }) => body);
    assert.deepEqual([bodies[1], bodies[3]], [bodies[0], bodies[2]]);
  });

  it('does not know what came of a payment whose answer was lost, and finds it by its key', async () => {
    const orderId = randomUUIDv7();
    wire.loseNextAnswer();
    assert.equal((await pay(orderId)).outcome, 'unknown');
    const found = await provider.findPayment(orderId);
    assert.deepEqual(accepted(await pay(orderId)), found);
    assert.equal((await world.truth()).payments, 1);
  });

  it('does not know what came of a refund whose answer was lost, and finds it by its key', async () => {
    const paymentId = await till.paid();
    const key = randomUUIDv7();
    wire.loseNextAnswer();
    assert.equal((await till.refund(paymentId, price, key)).outcome, 'unknown');
    const found = await provider.findRefund(key, paymentId);
    assert.deepEqual(accepted(await till.refund(paymentId, price, key)), found);
    assert.equal((await world.truth()).refunds, 1);
  });

  it('finds nothing of a call that never arrived, and may repeat it', async () => {
    const orderId = randomUUIDv7();
    wire.loseNextCall();
    assert.equal((await pay(orderId)).outcome, 'unknown');
    assert.equal(await provider.findPayment(orderId), null);
    accepted(await pay(orderId));
    assert.equal((await world.truth()).payments, 1);
  });

  it('does not know of its key what a provider that is away would say', async () => {
    wire.refuseNext(503);
    await assert.rejects(provider.takesOurKey());
  });

  for (const status of [401, 403, 404, 408, 429, 500, 502, 503]) {
    it(`does not take a bare ${status} for a refusal`, async () => {
      wire.refuseNext(status);
      assert.equal((await pay(randomUUIDv7())).outcome, 'unknown');
      const paymentId = await till.paid();
      wire.refuseNext(status);
      assert.equal((await till.refund(paymentId)).outcome, 'unknown');
    });

    it(`throws when it cannot read for a ${status}`, async () => {
      const paymentId = await till.paid();
      wire.refuseNext(status);
      await assert.rejects(provider.getPayment(paymentId));
      wire.refuseNext(status);
      await assert.rejects(provider.listRefunds(paymentId));
    });
  }
}

import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { HyperswitchProvider } from '#adapters/payments/hyperswitch/hyperswitch-provider.ts';
import { accepted, paymentRequest, price } from '#test/contracts/payment-harness.ts';
import { HyperswitchServer } from '#test/stand-ins/hyperswitch-server.ts';
import { hyperswitchWorld } from '#test/support/payment-worlds.ts';

describe('what Hyperswitch answers', () => {
  let server: HyperswitchServer;
  let provider: HyperswitchProvider;
  const orderId = '01a2b3c4-5d6e-7f80-9a1b-2c3d4e5f6a7b';
  const open = (changes: { apiKey?: string; timeoutMs?: number; profileId?: string; url?: string } = {}) =>
    new HyperswitchProvider({ url: server.url, apiKey: server.apiKey, webhookSecret: server.webhookSecret, ...changes });
  beforeEach(async () => {
    server = await new HyperswitchServer().start();
    provider = open();
  });
  afterEach(() => server.stop());

  const create = async () => accepted(await provider.createPayment(orderId, paymentRequest(orderId))).payment.paymentId;
  const refund = (paymentId: string, key: string = randomUUIDv7()) =>
    provider.createRefund(key, { orderId, refundId: key, paymentId, amount: paymentRequest(orderId).amount });
  const failure = (status: number, code: string, type = 'invalid_request') => ({
    status,
    body: { error: { type, code, message: `no: ${code}` } },
  });

  it('refuses us, and nobody’s card, when our key is wrong', async () => {
    const locked = open({ apiKey: 'snd_of_somebody_else' });
    const refunding = { orderId: 'o-1', refundId: randomUUIDv7(), paymentId: 'pi_1', amount: price };
    for (const answer of [
      await locked.createPayment(randomUUIDv7(), paymentRequest(randomUUIDv7())),
      await locked.createRefund(refunding.refundId, refunding),
    ])
      assert.equal(answer.outcome === 'declined' && answer.failure.ours, true);
  });

  it('is asked for a payment in these bytes', async () => {
    const paymentId = await create();
    assert.equal(paymentId.length, 30);
    assert.deepEqual(JSON.parse(server.requests[0]?.body ?? ''), {
      payment_id: paymentId,
      amount: 1299,
      currency: 'EUR',
      confirm: false,
      capture_method: 'automatic',
      description: `Order ${orderId}`,
      return_url: `https://music.example.org/orders/${orderId}`,
      merchant_order_reference_id: orderId,
      metadata: { order_id: orderId, reference: orderId },
    });
    assert.equal(server.requests[0]?.headers['api-key'], server.apiKey);
  });

  it('is told of the profile where there is one', async () => {
    provider = open({ profileId: 'pro_1' });
    await create();
    assert.equal(JSON.parse(server.requests[0]?.body ?? '').profile_id, 'pro_1');
  });

  it('is asked for a refund in these bytes', async () => {
    const paymentId = await create();
    server.settlePayment(paymentId, 'succeeded');
    const { refundId } = accepted(await refund(paymentId, orderId));
    assert.equal(refundId.length, 30);
    assert.deepEqual(JSON.parse(server.requests.at(-1)?.body ?? ''), {
      payment_id: paymentId,
      refund_id: refundId,
      amount: 1299,
      refund_type: 'instant',
      metadata: { order_id: orderId, reference: orderId },
    });
  });

  it('is a refusal when it says "blocked" with status 200', async () => {
    server.failNext({ effect: false, outcome: failure(200, 'HE_03', 'blocked') });
    const answer = await provider.createPayment(orderId, paymentRequest(orderId));
    assert.deepEqual(answer, { outcome: 'declined', failure: { code: 'HE_03', message: 'no: HE_03' } });
  });

  for (const [status, code, blame] of [
    [400, 'IR_06', { ours: true }],
    [400, 'IR_07', { ours: true }],
    [422, 'IR_05', { ours: true }],
    [401, 'IR_01', { ours: true }],
    [403, 'IR_22', { ours: true }],
    [400, 'CE_01', {}],
    [404, 'HE_02', {}],
  ] as const) {
    it(`is a refusal${'ours' in blame ? ' of ourselves' : ''} when it says ${status} ${code} and holds nothing under our id`, async () => {
      server.failNext({ effect: false, outcome: failure(status, code) });
      const answer = await provider.createPayment(orderId, paymentRequest(orderId));
      assert.deepEqual(answer, { outcome: 'declined', failure: { code, message: `no: ${code}`, ...blame } });
    });
  }

  it('is no refusal when it holds the payment under our id all the same', async () => {
    server.failNext({ effect: true, outcome: failure(400, 'CE_01', 'connector') });
    accepted(await provider.createPayment(orderId, paymentRequest(orderId)));
  });

  for (const [why, outcome] of [
    ['a busy lock', failure(422, 'HE_00', 'api')],
    ['too many requests', failure(429, 'HE_05', 'api')],
    ['a fault of its own', failure(500, 'HE_00', 'api')],
    ['an id that is taken by nothing', failure(400, 'HE_01')],
    ['a page', { status: 200, body: '<html></html>' }],
    ['a currency that there is not', { status: 200, body: { payment_id: 'p', status: 'succeeded', amount: 1, currency: 'XQX' } }],
    ['a state that there is not', { status: 200, body: { payment_id: 'p', status: 'paid', amount: 1, currency: 'EUR' } }],
    ['half a cent', { status: 200, body: { payment_id: 'p', status: 'succeeded', amount: 1.5, currency: 'EUR' } }],
    ['half an answer', 'truncated'],
  ] as const) {
    it(`leaves the outcome unknown when it is ${why}`, async () => {
      server.failNext({ effect: false, outcome });
      const answer = await provider.createPayment(orderId, paymentRequest(orderId));
      assert(answer.outcome === 'unknown');
      assert(answer.cause instanceof Error);
    });
  }

  it('is that a key is refused, or has no right to payments', async () => {
    assert.equal(await open({ apiKey: 'snd_wrong' }).takesOurKey(), false);
    server.failNext({ effect: false, outcome: failure(403, 'IR_22') }, () => true);
    assert.equal(await provider.takesOurKey(), false);
    assert.equal(await provider.takesOurKey(), true);
  });

  it('is not looked for at another address', async () => {
    server.failNext({ effect: false, outcome: { status: 307, body: '', headers: { location: `${server.url}/payments` } } });
    assert.equal((await provider.createPayment(orderId, paymentRequest(orderId))).outcome, 'unknown');
    assert.equal(server.requests.length, 1);
  });

  it('is not waited for beyond the time allowed', async () => {
    provider = open({ timeoutMs: 60 });
    server.failNext({ effect: true, outcome: 'time-out' });
    assert.equal((await provider.createPayment(orderId, paymentRequest(orderId))).outcome, 'unknown');
    provider = open();
    assert.equal((await provider.findPayment(orderId))?.payment.reference, orderId);
  });

  for (const [theirs, ours, received] of [
    ['processing', 'open', 0n],
    ['requires_customer_action', 'open', 0n],
    ['requires_capture', 'open', 0n],
    ['conflicted', 'open', 0n],
    ['review', 'open', 0n],
    ['failed', 'failed', 0n],
    ['cancelled', 'canceled', 0n],
    ['expired', 'canceled', 0n],
    ['succeeded', 'succeeded', 1299n],
    ['partially_captured', 'succeeded', 700n],
    ['partially_captured_and_capturable', 'open', 700n],
    ['partially_captured_and_processing', 'open', 700n],
    ['cancelled_post_capture', 'canceled', 0n],
  ] as const) {
    it(`means "${ours}" by ${theirs}`, async () => {
      const paymentId = await create();
      server.settlePayment(paymentId, theirs, /captured_and|partially|post/.test(theirs) ? 700 : undefined);
      const payment = await provider.getPayment(paymentId);
      assert.deepEqual([payment?.status, payment?.received.amount], [ours, received]);
      assert.equal(server.requests.at(-1)?.query.get('force_sync'), 'true');
    });
  }

  it('keeps a refund in review apart from one that is over', async () => {
    const paymentId = await create();
    server.settlePayment(paymentId, 'succeeded');
    const { refundId } = accepted(await refund(paymentId));
    server.settleRefund(refundId, 'review');
    assert.equal((await provider.getRefund(refundId))?.status, 'review');
  });

  it('takes eleven refunds and no twelfth', async () => {
    const paymentId = await create();
    server.settlePayment(paymentId, 'succeeded');
    for (let nth = 1; nth <= 11; nth += 1) server.settleRefund(accepted(await refund(paymentId)).refundId, 'failed');
    assert.deepEqual(await refund(paymentId), {
      outcome: 'declined',
      failure: { code: 'IR_12', message: 'The maximum number of refunds has been reached' },
    });
    assert.equal((await provider.listRefunds(paymentId)).length, 11);
  });

  it('does not lend our reference to an object that was not made under it', async () => {
    const { pay } = hyperswitchWorld(server);
    const paymentId = await create();
    await pay(paymentId);
    const theirs = server.refundInDashboard(paymentId, 100, { reference: orderId });
    assert.equal((await provider.getRefund(theirs))?.reference, null);
  });

  it('says when the evidence of a dispute is due', async () => {
    const paymentId = await create();
    server.settlePayment(paymentId, 'succeeded');
    const dispute = await provider.getDispute(server.openDispute(paymentId, 500));
    assert.deepEqual([dispute?.amount.amount, dispute?.reason], [500n, 'fraudulent']);
    assert(dispute?.evidenceDueBy instanceof Date);
  });

  it('is not read without a secret, or a key', () => {
    assert.throws(() => new HyperswitchProvider({ url: server.url, apiKey: 'snd', webhookSecret: '' }), /secret/);
    assert.throws(() => new HyperswitchProvider({ url: server.url, apiKey: '', webhookSecret: 'shh' }), /API key/);
  });
});

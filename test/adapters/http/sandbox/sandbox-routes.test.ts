import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { sandboxRoutes } from '#adapters/http/sandbox/sandbox-routes.ts';
import { Money } from '#domain/shared/money.ts';
import { accepted, paymentRequest, price } from '#test/contracts/payment-harness.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { openSandbox } from '#test/support/sandbox.ts';
import { openWebhookSink, type WebhookSink } from '#test/support/webhook-sink.ts';

describe('the pages of the sandbox', () => {
  let server: TestServer;
  let sink: WebhookSink;
  let sandbox: ReturnType<typeof openSandbox>;
  beforeEach(async () => {
    sink = await openWebhookSink();
    sandbox = openSandbox({ url: () => sink.url });
    server = await startHttpServer(sandboxRoutes({ control: sandbox.control }));
  });
  afterEach(async () => {
    await server.close();
    await sandbox.close();
    sink.close();
  });

  const open = async (changes: Partial<ReturnType<typeof paymentRequest>> = {}) => {
    const orderId = randomUUIDv7();
    const created = await sandbox.provider.createPayment(orderId, { ...paymentRequest(orderId), ...changes });
    return { orderId, paymentId: accepted(created).payment.paymentId };
  };
  const refunded = async () => {
    const { orderId, paymentId } = await open();
    sandbox.control.settlePayment(paymentId, 'succeeded', 'drop');
    const key = randomUUIDv7();
    const refund = accepted(await sandbox.provider.createRefund(key, { orderId, refundId: key, paymentId, amount: price }));
    return { key, refundId: refund.refundId, paymentId };
  };
  const payments = '/api/v1/sandbox/payments';
  const refunds = '/api/v1/sandbox/refunds';
  const post = (path: string, body?: string, type = 'application/json') =>
    server.fetch(path, { method: 'POST', ...(body === undefined ? {} : { body, headers: { 'content-type': type } }) });
  const formType = 'application/x-www-form-urlencoded';
  /** As a browser sends it. */
  const form = (path: string, body = '') =>
    server.fetch(path, { method: 'POST', body, headers: { 'content-type': formType, accept: 'text/html,*/*;q=0.8' } });
  const events = async () => {
    await sandbox.webhooks.drain();
    return sink.taken.map(({ body }) => JSON.parse(body.toString()).type as string);
  };

  it('shows what there is to pay, and runs no script', async () => {
    const { paymentId } = await open({ description: 'Order <b onclick="x">&</b>' });
    const response = await server.fetch(`${payments}/${paymentId}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self'/);
    const page = await response.text();
    assert(page.includes('€12.99') && page.includes('Order &lt;b onclick=&quot;x&quot;&gt;&amp;&lt;/b&gt;'));
    assert(!page.includes('<script'));
  });

  it('shows an amount in a currency without decimals', async () => {
    const { paymentId } = await open({ amount: Money.of(1299n, 'JPY') });
    assert((await (await server.fetch(`${payments}/${paymentId}`)).text()).includes('¥1,299'));
  });

  for (const [button, status] of [
    ['Pay', 'succeeded'],
    ['Decline', 'failed'],
  ] as const) {
    it(`does what the button ${button} says, and shows what came of it`, async () => {
      const { paymentId } = await open();
      const page = await (await server.fetch(`${payments}/${paymentId}`)).text();
      const [, action] = new RegExp(`formaction="([^"]+)">${button}<`).exec(page) ?? [];
      const target = new URL(action ?? '', `${server.url}${payments}/${paymentId}`).pathname;
      const result = await form(target, 'scenario=normal');
      assert.deepEqual([result.status, result.redirected], [200, true]);
      const shown = await result.text();
      assert(shown.includes(`<strong>${status}</strong>`));
      assert(!shown.includes('<button'));
      assert.deepEqual(await events(), [`payment.${status}`]);
    });
  }

  it('answers JSON to who speaks no HTML', async () => {
    const { paymentId } = await open();
    const response = await post(`${payments}/${paymentId}/succeed`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { payment_id: paymentId, status: 'succeeded', amount: 1299, currency: 'EUR' });
    assert.equal((await post(`${payments}/${paymentId}/succeed`, '{}')).status, 200);
    assert.deepEqual(await events(), ['payment.succeeded']);
  });

  it('answers JSON to a form that no browser sent', async () => {
    const { paymentId } = await open();
    const response = await post(`${payments}/${paymentId}/succeed`, 'scenario=duplicate', formType);
    assert.deepEqual([response.status, response.redirected], [200, false]);
    assert.deepEqual(await response.json(), { payment_id: paymentId, status: 'succeeded', amount: 1299, currency: 'EUR' });
    assert.equal((await events()).length, 5);
    assert.equal((await post(`${payments}/${paymentId}/fail`, '', formType)).status, 409);
    const { refundId } = await refunded();
    assert.equal((await post(`${refunds}/${refundId}/succeed`, '', formType)).redirected, false);
  });

  it('lets the caller choose what becomes of the webhook', async () => {
    const { paymentId } = await open();
    await post(`${payments}/${paymentId}/succeed`, '{"scenario":"duplicate"}');
    assert.equal((await events()).length, 5);
    await form(`${payments}/${(await open()).paymentId}/succeed`, 'scenario=drop');
    assert.equal((await events()).length, 5);
  });

  it('does not turn back what is decided', async () => {
    const { paymentId } = await open();
    await post(`${payments}/${paymentId}/fail`);
    const late = await post(`${payments}/${paymentId}/succeed`);
    assert.deepEqual([late.status, ((await late.json()) as { code: string }).code], [409, 'SANDBOX_OUTCOME_FIXED']);
    assert((await (await form(`${payments}/${paymentId}/succeed`)).text()).includes('<strong>failed</strong>'));
  });

  it('settles a refund by its id and by ours', async () => {
    const first = await refunded();
    const settled = await post(`${refunds}/${first.key}/succeed`);
    assert.equal(settled.status, 200);
    const { refundId, paymentId, key } = first;
    assert.deepEqual(await settled.json(), {
      refund_id: refundId,
      reference: key,
      payment_id: paymentId,
      status: 'succeeded',
      amount: 1299,
    });
    const second = await refunded();
    const page = await form(`${refunds}/${second.refundId}/fail`);
    assert((await page.text()).includes('<strong>failed</strong>'));
    assert.equal((await server.fetch(`${refunds}/${second.key}`)).status, 200);
    assert.deepEqual(await events(), ['refund.succeeded', 'refund.failed']);
  });

  it('knows nothing of others', async () => {
    for (const path of [`${payments}/sbxpay_x`, `${refunds}/sbxref_x`]) {
      assert.equal((await server.fetch(path)).status, 404);
      assert.equal((await post(`${path}/succeed`)).status, 404);
      assert.equal((await form(`${path}/fail`)).status, 404);
    }
  });

  for (const [type, body] of [
    ['text/plain', 'x'],
    ['text/plain', '{}'],
    ['application/xml', '<x/>'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/json; charset=utf-16', '{}'],
    ['', '{}'],
  ] as const) {
    it(`does not read ${body} as "${type}"`, async () => {
      const { paymentId } = await open();
      const { refundId } = await refunded();
      for (const path of [`${payments}/${paymentId}/fail`, `${refunds}/${refundId}/succeed`]) {
        const response = await post(path, body, type);
        assert.deepEqual([response.status, ((await response.json()) as { code: string }).code], [415, 'UNSUPPORTED_MEDIA_TYPE']);
      }
      assert.equal((await sandbox.provider.getPayment(paymentId))?.status, 'open');
    });
  }

  for (const [body, status, code] of [
    ['{"scenario":"explode"}', 422, 'VALIDATION_FAILED'],
    ['{"amount":1}', 422, 'VALIDATION_FAILED'],
    ['[]', 422, 'VALIDATION_FAILED'],
    ['{', 400, 'MALFORMED_JSON'],
    ['{"scenario":"drop","scenario":"delay"}', 400, 'MALFORMED_JSON'],
    [' '.repeat(5_000), 413, 'BODY_TOO_LARGE'],
  ] as const) {
    it(`refuses ${body.slice(0, 30).trim() || 'too long a body'} with ${status}`, async () => {
      const { paymentId } = await open();
      const response = await post(`${payments}/${paymentId}/succeed`, body);
      assert.deepEqual([response.status, ((await response.json()) as { code: string }).code], [status, code]);
      assert.equal((await sandbox.provider.getPayment(paymentId))?.status, 'open');
    });
  }
});

import assert from 'node:assert/strict';
import { openSandbox } from '#test/support/sandbox.ts';
import { openWebhookSink, type WebhookSink } from '#test/support/webhook-sink.ts';

describe('the webhooks of the sandbox', () => {
  let sink: WebhookSink;
  let sandbox: ReturnType<typeof openSandbox>;
  const open = (settings: Partial<Parameters<typeof openSandbox>[0]> = {}) => {
    sandbox = openSandbox({ url: () => `${sink.url}/webhooks`, lateMs: 100, retryAfterMs: [1, 1], ...settings });
  };
  beforeEach(async () => {
    sink = await openWebhookSink();
    open();
  });
  afterEach(async () => {
    await sandbox.close();
    sink.close();
  });

  const send = (name: string, scenario: Parameters<typeof sandbox.webhooks.send>[1]) =>
    sandbox.webhooks.send({ type: name, object: { payment_id: 'sbxpay_1' } }, scenario);
  const events = () => sink.taken.map(({ body }) => JSON.parse(body.toString()) as { id: string; type: string });
  const types = () => events().map(({ type }) => type);

  it('are signed, and say what they are about', async () => {
    send('payment.succeeded', 'normal');
    await sandbox.webhooks.drain();
    const [delivery] = sink.taken;
    assert(delivery);
    assert.equal(sandbox.provider.verifyWebhook(delivery.headers, delivery.body), true);
    assert.deepEqual(sandbox.provider.readWebhook(delivery.body)?.subject, { kind: 'payment', paymentId: 'sbxpay_1' });
    assert.equal(delivery.headers['content-type'], 'application/json');
  });

  it('come after what caused them has been answered', async () => {
    send('payment.succeeded', 'normal');
    assert.deepEqual(sink.taken, []);
    await sandbox.webhooks.drain();
    assert.equal(sink.taken.length, 1);
  });

  it('come five times over as one event when they are duplicated', async () => {
    send('payment.succeeded', 'duplicate');
    await sandbox.webhooks.drain();
    assert.equal(sink.taken.length, 5);
    assert.equal(new Set(events().map(({ id }) => id)).size, 1);
  });

  it('do not come at all when they are dropped', async () => {
    send('payment.succeeded', 'drop');
    await sandbox.webhooks.drain();
    assert.deepEqual(sink.taken, []);
  });

  it('come behind the next one when they are reordered', async () => {
    open({ lateMs: 60_000 });
    send('first', 'reorder');
    send('second', 'normal');
    await sandbox.webhooks.drain();
    assert.deepEqual(types(), ['second', 'first']);
  });

  it('come by themselves when no other event follows', async () => {
    send('first', 'reorder');
    await sandbox.webhooks.drain();
    assert.deepEqual(types(), ['first']);
  });

  it('come late when they are delayed', async () => {
    send('first', 'delay');
    send('second', 'normal');
    await sandbox.webhooks.drain();
    assert.deepEqual(types(), ['second', 'first']);
  });

  it('come again, as the same event, until they are taken', async () => {
    sink.answers.push(500, 503);
    send('payment.succeeded', 'normal');
    await sandbox.webhooks.drain();
    assert.equal(sink.taken.length, 3);
    assert.equal(new Set(events().map(({ id }) => id)).size, 1);
  });

  it('are given up in the end, and that is logged', async () => {
    sink.answers.push(500, 500, 500);
    send('payment.succeeded', 'normal');
    await sandbox.webhooks.drain();
    assert.equal(sink.taken.length, 3);
    assert.deepEqual(sandbox.log.events('warn'), ['sandbox_webhook_given_up']);
  });

  it('are given up when the process stops', async () => {
    open({ delayMs: 60_000, lateMs: 60_000 });
    send('first', 'normal');
    send('second', 'reorder');
    await sandbox.webhooks.stop();
    assert.deepEqual(sink.taken, []);
  });
});

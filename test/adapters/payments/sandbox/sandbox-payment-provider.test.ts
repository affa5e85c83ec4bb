import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { signSandboxBody } from '#adapters/payments/sandbox/sandbox-signature.ts';
import { accepted, type OutsideWorld, paymentRequest, price } from '#test/contracts/payment-harness.ts';
import { behavesLikePaymentProvider } from '#test/contracts/payment-provider.contract.ts';
import { openSandbox, sandboxSecret } from '#test/support/sandbox.ts';
import { openWebhookSink, type WebhookSink } from '#test/support/webhook-sink.ts';

describe('payments by the sandbox', () => {
  let sink: WebhookSink;
  let directory: string;
  const opened: ReturnType<typeof openSandbox>[] = [];
  before(async () => {
    sink = await openWebhookSink();
    directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  });
  after(async () => {
    sink.close();
    await rm(directory, { recursive: true });
  });
  afterEach(async () => {
    for (const sandbox of opened.splice(0)) await sandbox.close();
  });

  const open = (settings: Partial<Parameters<typeof openSandbox>[0]> = {}) => {
    const sandbox = openSandbox({ url: () => sink.url, ...settings });
    opened.push(sandbox);
    return sandbox;
  };
  const secondsNow = () => Math.floor(Date.now() / 1000);
  const sign = (body: Buffer, at = secondsNow()) => ({ 'x-sandbox-signature': signSandboxBody(sandboxSecret, body, at) });

  behavesLikePaymentProvider(async () => {
    const path = join(directory, `${randomUUIDv7()}.sqlite`);
    const { provider, control, webhooks } = open({ path });
    const told = (_: unknown) => webhooks.drain();
    const world: OutsideWorld = {
      pay: (id) => told(control.settlePayment(id, 'succeeded', 'normal')),
      decline: (id) => told(control.settlePayment(id, 'failed', 'normal')),
      settleRefund: (id, status) => told(control.settleRefund(id, status, 'normal')),
      refundInDashboard: async (id, { amount }) => control.refundPayment(id, amount, 'normal')?.id ?? '',
      openDispute: async (id) => control.openDispute(id, { amount: price.amount, fee: 0n, reason: 'fraudulent' }, 'normal').id,
      closeDispute: (id, status) => told(control.closeDispute(id, status, 'normal')),
      truth: async () => ({ payments: rowsOf(path, 'payments'), refunds: rowsOf(path, 'refunds') }),
      lastEvent: async () => {
        await webhooks.drain();
        return sink.taken.at(-1)?.body ?? Buffer.alloc(0);
      },
      sign,
    };
    return { provider, world };
  });

  it('is the same provider to every process that shares its file', async () => {
    const path = join(directory, 'shared.sqlite');
    const [one, other] = [open({ path }), open({ path })];
    const orderId = randomUUIDv7();
    const created = accepted(await one.provider.createPayment(orderId, paymentRequest(orderId)));
    assert.deepEqual(await other.provider.createPayment(orderId, paymentRequest(orderId)), { outcome: 'accepted', value: created });
    assert.equal(other.control.settlePayment(created.payment.paymentId, 'succeeded', 'drop').result, 'done');
    assert.equal(one.control.settlePayment(created.payment.paymentId, 'succeeded', 'drop').result, 'already');
    assert.equal((await one.provider.findPayment(orderId))?.payment.status, 'succeeded');
  });

  it('says where the buyer pays', async () => {
    const orderId = randomUUIDv7();
    const { payment, payUrl } = accepted(await open().provider.createPayment(orderId, paymentRequest(orderId)));
    assert.match(payment.paymentId, /^sbxpay_/);
    assert.equal(payUrl, `http://veza.test/pay/${payment.paymentId}`);
  });

  it('keeps to the first end of a payment', async () => {
    const { provider, control } = open();
    for (const [first, second] of [
      ['succeeded', 'failed'],
      ['failed', 'succeeded'],
    ] as const) {
      const orderId = randomUUIDv7();
      const { paymentId } = accepted(await provider.createPayment(orderId, paymentRequest(orderId))).payment;
      const results = [first, first, second].map((status) => control.settlePayment(paymentId, status, 'drop').result);
      assert.deepEqual(results, ['done', 'already', 'refused']);
      assert.equal((await provider.getPayment(paymentId))?.status, first);
    }
    assert.equal(control.settlePayment('sbxpay_unknown', 'succeeded', 'drop').result, 'unknown');
  });

  it('settles a refund by its id or by ours', async () => {
    const { provider, control } = open();
    const orderId = randomUUIDv7();
    const { paymentId } = accepted(await provider.createPayment(orderId, paymentRequest(orderId))).payment;
    control.settlePayment(paymentId, 'succeeded', 'drop');
    const refundId = randomUUIDv7();
    const { refundId: theirs, status } = accepted(await provider.createRefund(refundId, { orderId, refundId, paymentId, amount: price }));
    assert.deepEqual([theirs.startsWith('sbxref_'), status], [true, 'pending']);
    assert.equal(control.settleRefund(refundId, 'succeeded', 'drop').result, 'done');
    assert.equal(control.settleRefund(theirs, 'succeeded', 'drop').result, 'already');
    assert.equal(control.settleRefund('sbxref_unknown', 'failed', 'drop').result, 'unknown');
  });

  it('believes a signature for five minutes, and no clock that is far ahead', () => {
    const { provider } = open();
    const body = Buffer.from('{}');
    const believed = [0, -299, 299, -301, 301].map((offset) => provider.verifyWebhook(sign(body, secondsNow() + offset), body));
    assert.deepEqual(believed, [true, true, true, false, false]);
  });
});

function rowsOf(path: string, table: string): number {
  const database = new Database(path, { readonly: true });
  try {
    return Number(database.prepare(`select count(*) from ${table}`).pluck().get());
  } finally {
    database.close();
  }
}

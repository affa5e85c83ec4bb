import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import sinon from 'sinon';
import { signSandboxBody } from '#adapters/payments/sandbox/sandbox-signature.ts';
import { SqlDeliveryLog } from '#adapters/persistence/payments/sql-delivery-log.ts';
import type { Delivery } from '#application/payments/delivery-log.ts';
import { PruneDeliveries } from '#application/payments/prune-deliveries.ts';
import { ReceiveWebhook } from '#application/payments/receive-webhook.ts';
import { RetryDeliveries } from '#application/payments/retry-deliveries.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

const SECRET = 'a secret of the sandbox';
const DAY = 86_400_000;

for (const database of databases) {
  describe(`deliveries of webhooks, on ${database.name}`, () => {
    let shop: Shop;
    let log: SqlDeliveryLog;
    before(async () => {
      shop = await Shop.open(database, { SANDBOX_WEBHOOK_SECRET: SECRET });
      log = await shop.get(SqlDeliveryLog);
    });
    after(() => shop.close());
    beforeEach(() => shop.db.clear());
    afterEach(() => sinon.restore());

    const receive = async (body: string, more: { provider?: 'sandbox' | 'stripe'; userAgent?: string } = {}) => {
      const rawBody = Buffer.from(body);
      const headers = { 'x-sandbox-signature': signSandboxBody(SECRET, rawBody, Math.floor(shop.clock.now().getTime() / 1000)) };
      const sender = { sourceIp: '127.0.0.1', userAgent: 'test', requestId: randomUUID() };
      return (await shop.get(ReceiveWebhook)).execute({ provider: 'sandbox', headers, rawBody, ...sender, ...more });
    };
    const event = (id: string, paymentId = 'none') =>
      JSON.stringify({ id, created: 'now', type: 'payment.succeeded', object: { payment_id: paymentId } });
    const kept = async () => {
      await log.flush();
      return (await log.list({}, { limit: 50 })).data;
    };
    const prune = async () => (await shop.get(PruneDeliveries)).execute();

    it('are kept for 90 days, and not a day longer', async () => {
      await receive(event('e1'));
      shop.clock.tick(89 * DAY);
      await receive(event('e2'));
      assert.deepEqual([await prune(), (await kept()).length], [0, 2]);
      shop.clock.tick(2 * DAY);
      assert.deepEqual([await prune(), (await kept()).map(({ eventId }) => eventId)], [1, ['e2']]);
    });

    it('are never taken for genuine when their provider is not configured', async () => {
      await assert.rejects(receive(event('e1'), { provider: 'stripe' }), { code: 'WEBHOOK_SIGNATURE_INVALID' });
      assert.deepEqual(
        (await kept()).map(({ provider, signatureValid, result }) => ({ provider, signatureValid, result })),
        [{ provider: 'stripe', signatureValid: false, result: 'signature_invalid' }],
      );
    });

    it('are kept with what they are, and with as much of their sender as there is room for', async () => {
      await receive(event('e1'), { userAgent: 'a'.repeat(300) });
      assert.deepEqual(
        (await kept()).map(({ eventType, userAgent, attempts }) => ({ eventType, userAgent, attempts })),
        [{ eventType: 'payment.succeeded', userAgent: 'a'.repeat(255), attempts: 1 }],
      );
    });

    it('are left for a minute to the request that brought them, whoever wants everything looked at', async () => {
      const delivery: Delivery = {
        id: randomUUID(),
        provider: 'sandbox',
        payload: event('e1'),
        signatureValid: true,
        result: 'received',
        eventId: 'e1',
        eventType: 'payment.succeeded',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
        requestId: randomUUID(),
        attempts: 0,
        receivedAt: shop.clock.now(),
        processedAt: null,
      };
      await log.receive(delivery, 'sandbox::e1');
      const retry = await shop.get(RetryDeliveries);
      assert.equal(await retry.execute({ all: true }), 0);
      shop.clock.tick(60_001);
      assert.equal(await retry.execute(), 1);
      assert.deepEqual(
        (await kept()).map(({ result }) => result),
        ['ok'],
      );
    });

    it('raise an alarm when they contradict our books', async () => {
      const order = await shop.order(await shop.user(), [await shop.product(await shop.user('creator'))]);
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      sinon.stub(shop.provider, 'getPayment').resolves({ ...payment, status: 'succeeded' });
      const alarm = sinon.spy(shop.log, 'error');
      await receive(event('e1', order.paymentId ?? ''));
      assert.equal(alarm.withArgs('webhook_quarantined').callCount, 1);
    });
  });
}

import assert from 'node:assert/strict';
import sinon from 'sinon';
import { signSandboxBody } from '#adapters/payments/sandbox/sandbox-signature.ts';
import { SqlDeliveryLog } from '#adapters/persistence/payments/sql-delivery-log.ts';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { RouteGroup } from '#bootstrap/wire.ts';
import { databases } from '#test/support/databases.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { Shop } from '#test/support/shop.ts';

const SECRET = 'a secret of the sandbox';

describe('a webhook over HTTP', () => {
  let shop: Shop;
  let server: TestServer;
  let order: OrderSnapshot;
  before(async () => {
    const [sqlite] = databases;
    assert.ok(sqlite);
    shop = await Shop.open(sqlite, { SANDBOX_WEBHOOK_SECRET: SECRET });
    server = await startHttpServer((await shop.container.getAllAsync(RouteGroup)).flat(), {
      clock: shop.clock,
      actors: { admin: await shop.user('admin') },
    });
    order = await shop.order(await shop.user(), [await shop.product(await shop.user('creator'))]);
  });
  after(async () => {
    await server.close();
    await shop.close();
  });
  afterEach(() => sinon.restore());

  const deliver = async (id: string, secret = SECRET) => {
    const body = JSON.stringify({ id, created: 'now', type: 'payment.succeeded', object: { payment_id: order.paymentId } });
    const signature = signSandboxBody(secret, body, Math.floor(shop.clock.now().getTime() / 1000));
    const headers = { 'content-type': 'application/json', 'x-sandbox-signature': signature };
    return server.fetch('/api/v1/webhooks/sandbox', { method: 'POST', headers, body });
  };

  it('is answered when it was processed', async () => assert.deepEqual(await (await deliver('e1')).json(), { received: true }));

  it('is no fault of ours while the provider cannot be read: it is sent again, and nobody is alarmed', async () => {
    sinon.stub(shop.provider, 'getPayment').rejects(new Error('connect ECONNREFUSED 10.0.0.7'));
    const warn = sinon.spy(shop.log, 'warn');
    const answered = await deliver('e2');
    const text = await answered.text();
    assert.deepEqual([answered.status, answered.headers.get('content-type')], [500, 'application/problem+json']);
    assert.equal(JSON.parse(text).code, 'INTERNAL_ERROR');
    assert.doesNotMatch(text, /ECONNREFUSED/);
    assert.deepEqual(
      server.log.lines.filter(({ event }) => event === 'request_failed'),
      [],
    );
    sinon.assert.calledOnceWithMatch(warn, 'webhook_not_processed', { cause: 'Error: connect ECONNREFUSED 10.0.0.7' });
  });

  it('that an administrator replays while the provider cannot be read is not processed yet, in one line of the log', async () => {
    await deliver('e4');
    const [delivery] = (await (await shop.get(SqlDeliveryLog)).list({ result: 'ok' }, { limit: 1 })).data;
    sinon.stub(shop.provider, 'getPayment').rejects(new Error('connect ECONNREFUSED 10.0.0.7'));
    const [warn, error] = [sinon.spy(shop.log, 'warn'), sinon.spy(shop.log, 'error')];
    const headers = { authorization: 'Bearer admin' };
    const path = `/api/v1/admin/webhook-deliveries/${delivery?.id}`;
    const replayed = await server.fetch(`${path}/replay`, { method: 'POST', headers });
    assert.deepEqual([replayed.status, replayed.headers.get('retry-after')], [503, '5']);
    const { code } = (await replayed.json()) as { code: string };
    const now = (await (await server.fetch(path, { headers })).json()) as { result: string; attempts: number };
    assert.deepEqual([code, now.result, now.attempts], ['WEBHOOK_NOT_PROCESSED', 'error: connect ECONNREFUSED 10.0.0.7', 2]);
    assert.deepEqual([warn.callCount, error.callCount, server.log.events('error')], [1, 0, []]);
  });

  it('is refused without a challenge to log in when its signature is wrong', async () => {
    const answered = await deliver('e3', 'another secret of the sandbox');
    assert.deepEqual([answered.status, answered.headers.get('www-authenticate')], [401, null]);
  });
});

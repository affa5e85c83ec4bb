import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '#test/support/listen.ts';
import { HyperswitchServer } from './hyperswitch-server.ts';

describe('the stand-in for Hyperswitch', () => {
  let server: HyperswitchServer;
  let shop: Server;
  let taken: { body: string; signature: string }[];
  let status: number;
  beforeEach(async () => {
    taken = [];
    status = 200;
    shop = createServer(async (request, response) => {
      taken.push({ body: await text(request), signature: String(request.headers['x-webhook-signature-512']) });
      response.writeHead(status).end();
    });
    server = await new HyperswitchServer({ webhookUrl: await listen(shop) }).start();
  });
  afterEach(async () => {
    await server.stop();
    shop.closeAllConnections();
    shop.close();
  });

  const call = async (method: string, path: string, body?: object, apiKey = server.apiKey) => {
    const init = { method, headers: { 'api-key': apiKey }, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(server.url + path, init);
    const answer = (await response.json()) as { error?: { code: string; type?: string; error_type?: string } };
    return { status: response.status, code: answer.error?.code, error: answer.error };
  };
  const create = (id: string) => call('POST', '/payments', { payment_id: id, amount: 1000, currency: 'EUR' });
  const types = () => taken.map(({ body }) => JSON.parse(body).event_type);

  it('is as strict as the real one', async () => {
    await create('pay_1');
    const refusals = [
      await call('GET', '/payments/pay_1', undefined, 'wrong'),
      await call('POST', '/payments', { amount: 1, currency: 'EUR', surprise: true }),
      await call('POST', '/payments', { amount: '1', currency: 'EUR' }),
      await call('POST', '/payments', { currency: 'EUR' }),
      await create('pay_1'),
      await create('no/id'),
      await call('GET', '/payments/pay_2'),
      await call('GET', '/disputes/dp_1'),
      await call('GET', '/nowhere'),
      await call('PUT', '/payments'),
    ].map(({ status, code }) => `${status} ${code}`);
    assert.deepEqual(refusals, [
      '401 IR_01',
      '400 IR_06',
      '400 IR_06',
      '400 IR_04',
      '400 HE_01',
      '422 IR_05',
      '404 HE_02',
      '404 HE_04',
      '404 IR_02',
      '405 IR_03',
    ]);
    assert.equal((await call('POST', '/payments', { surprise: 1 })).error?.error_type, 'invalid_request');
  });

  it('checks a refund in the order of the real one: its id last of all', async () => {
    await create('pay_1');
    const refund = (fields: object) => call('POST', '/refunds', { payment_id: 'pay_1', ...fields });
    assert.equal((await refund({ payment_id: 'pay_2' })).code, 'HE_02');
    assert.equal((await refund({ amount: 0 })).code, 'IR_14');
    server.settlePayment('pay_1', 'succeeded');
    assert.deepEqual([(await refund({ amount: 0 })).status, (await refund({ amount: 0 })).code], [422, 'IR_05']);
    assert.equal((await refund({ refund_id: 'ref_1', amount: 600 })).status, 200);
    assert.equal((await refund({ refund_id: 'ref_1', amount: 600 })).code, 'IR_13');
    assert.equal((await refund({ refund_id: 'ref_1', amount: 400 })).code, 'HE_01');
    server.advanceClock(366 * 86_400_000);
    assert.equal((await refund({ refund_id: 'ref_2', amount: 400 })).code, 'IR_05');
  });

  it('tells each state once, and of some states nobody', async () => {
    await create('pay_1');
    for (const state of ['requires_confirmation', 'failed', 'failed', 'succeeded']) server.settlePayment('pay_1', state);
    server.settleRefund(server.refundInDashboard('pay_1', 100), 'review');
    await server.webhooks.idle();
    assert.deepEqual(types(), ['payment_failed', 'payment_succeeded', 'refund_succeeded']);
  });

  it('sends the same bytes and signature again until they are taken', async () => {
    await create('pay_1');
    status = 500;
    server.settlePayment('pay_1', 'succeeded');
    await server.webhooks.retry();
    status = 200;
    await server.webhooks.retry();
    await server.webhooks.retry();
    assert.equal(taken.length, 3);
    assert.deepEqual([taken[1], taken[2]], [taken[0], taken[0]]);
    assert.deepEqual(server.sign(Buffer.from(taken[0]?.body ?? '')), { 'x-webhook-signature-512': taken[0]?.signature });
  });

  it('holds its webhooks back, and lets them go in any order and number', async () => {
    server.webhooks.hold();
    for (const id of ['pay_1', 'pay_2']) {
      await create(id);
      server.settlePayment(id, 'succeeded');
    }
    server.refundInDashboard('pay_1', 100);
    assert.deepEqual(taken, []);
    await server.webhooks.release((held) => [...held, ...held].reverse());
    assert.deepEqual(types(), [
      ...['refund_succeeded', 'payment_succeeded', 'payment_succeeded'],
      ...['refund_succeeded', 'payment_succeeded', 'payment_succeeded'],
    ]);
  });
});

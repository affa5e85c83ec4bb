import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { eventually } from '#test/support/eventually.ts';
import { RunningProduct } from '#test/support/running-product.ts';
import { SystemShop, titleOf, worlds } from '#test/support/system-shop.ts';

const MISSING = {
  hyperswitch: { event_id: 'evt_1', event_type: 'refund_succeeded', content: { type: 'refund_details', object: { status: 'succeeded' } } },
  stripe: { id: 'evt_1', type: 'refund.updated', data: { object: { object: 'refund', status: 'succeeded' } } },
};
const UNKNOWN = {
  hyperswitch: {
    event_id: 'evt_2',
    event_type: 'refund_succeeded',
    content: { type: 'refund_details', object: { refund_id: 'nobody_knows' } },
  },
  stripe: {
    id: 'evt_2',
    type: 'refund.updated',
    data: { object: { object: 'refund', id: 're_nobodyknows', payment_intent: 'pi_nobody' } },
  },
};

for (const world of worlds) {
  describe(`webhooks from strangers (${titleOf(world)})`, () => {
    let shop: SystemShop;
    let event: Buffer;
    let signature: Record<string, string>;
    before(async () => {
      shop = await SystemShop.open(world);
      shop.provider.server.webhooks.url = null;
      const order = await shop.order([await shop.offer()]);
      await shop.provider.world.pay(order.paymentId);
      event = await shop.provider.world.lastEvent();
      signature = sign(event);
    });
    after(() => shop.close());
    afterEach(async () => {
      const audit = (await shop.admin.get('/admin/ledger/audit')).is(200);
      assert.deepEqual([audit.at('balanced'), audit.at('checked.transactions')], [true, 0]);
    });

    const sign = (body: Buffer) => shop.provider.world.sign(body) as Record<string, string>;
    const post = (body: Buffer, headers: Record<string, string>) => shop.post(shop.product.urls.at(-1) ?? '', body, headers);
    const header = world.provider === 'stripe' ? 'stripe-signature' : 'x-webhook-signature-512';

    it('are refused without a signature, with an empty one, and with one that is not of these bytes', async () => {
      const given = signature[header] ?? '';
      const wrong = [
        '',
        'v1=',
        given.slice(0, -2),
        given.toUpperCase(),
        given.replace(/[0-9a-f]{8}$/, '00000000'),
        createHmac('sha512', 'another secret').update(event).digest('hex'),
        createHmac('sha256', shop.provider.environment['HYPERSWITCH_WEBHOOK_SECRET'] ?? 'x')
          .update(event)
          .digest('hex'),
      ];
      assert.equal(await post(event, {}), 401);
      for (const value of wrong) assert.equal(await post(event, { [header]: value }), 401, value);
      assert.equal(await post(Buffer.concat([event, Buffer.from(' ')]), signature), 401);
      assert.equal(await post(Buffer.from(JSON.stringify(JSON.parse(event.toString()), null, 1)), signature), 401);
      await eventually('row for each', async () => {
        const forged = (await shop.admin.get('/admin/webhook-deliveries?signature_valid=false&limit=50')).is(200).at('data') as object[];
        return forged.length === wrong.length + 3 ? true : null;
      });
    });

    it('are too large, unreadable or compressed', async () => {
      const large = Buffer.alloc(10 * 1024 * 1024, 'x');
      assert.equal(await post(large, sign(large)), 413);
      const nested = Buffer.from('['.repeat(40_000) + ']'.repeat(40_000));
      assert.equal(await post(nested, sign(nested)), 400);
      for (const text of ['', 'not JSON', '{}', '[]', 'null', '"text"', '\0', '{"id":1,"type":{},"data":[]}']) {
        const body = Buffer.from(text);
        assert.equal(await post(body, sign(body)), 400, text);
      }
      const invalid = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
      assert([400, 401].includes(await post(invalid, sign(invalid))));
      const compressed = gzipSync(event);
      assert.equal(await post(compressed, { ...sign(compressed), 'content-encoding': 'gzip' }), 415);
    });

    it('are replayed by nobody when they are forged or unreadable, and the reason is told', async () => {
      for (const [result, status, code] of [
        ['signature_invalid', 409, 'DELIVERY_FORGED'],
        ['error', 400, 'WEBHOOK_UNREADABLE'],
      ] as const) {
        const id = (await shop.admin.get(`/admin/webhook-deliveries?result=${result}&limit=1`)).is(200).text('data.0.id');
        (await shop.admin.post(`/admin/webhook-deliveries/${id}/replay`)).is(status, code);
        (await shop.admin.get(`/admin/webhook-deliveries/${id}`)).is(200);
      }
    });

    it('name no refund, or one that nobody knows', async () => {
      const missing = Buffer.from(JSON.stringify(MISSING[world.provider]));
      assert.equal(await post(missing, sign(missing)), 400);
      const unknown = Buffer.from(JSON.stringify(UNKNOWN[world.provider]));
      assert.equal(await post(unknown, sign(unknown)), 200);
      assert.equal(await post(unknown, sign(unknown)), 200);
    });

    it('cannot make a payment that never happened', async () => {
      const order = await shop.order([await shop.offer()]);
      const told = JSON.parse(event.toString()) as Record<string, unknown>;
      const about = JSON.stringify({ ...told, event_id: 'evt_3', id: 'evt_3' }).replaceAll(paymentIn(told), order.paymentId);
      const body = Buffer.from(about);
      assert.equal(await post(body, sign(body)), 200);
      assert.equal((await shop.buyer.get(`/marketplace/orders/${order.id}`)).at('status'), 'pending');
    });
  });
}

function paymentIn(event: Record<string, unknown>): string {
  return /"(?:payment_id|id)":"(pi_[^"]+|pay_[^"]+|[0-9a-f-]{20,})"/.exec(JSON.stringify(event))?.[1] ?? '';
}

describe('a product that could not tell who sends its webhooks', () => {
  it('does not start', async () => {
    const missing: [Record<string, string>, RegExp][] = [
      [{ PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'sk_test_1' }, /STRIPE_WEBHOOK_SECRET/],
      [
        { PAYMENT_PROVIDER: 'hyperswitch', HYPERSWITCH_URL: 'http://127.0.0.1:1', HYPERSWITCH_API_KEY: 'snd_1' },
        /HYPERSWITCH_WEBHOOK_SECRET/,
      ],
    ];
    for (const [environment, fault] of missing) await assert.rejects(RunningProduct.start({ database: 'sqlite', environment }), fault);
  });

  it('takes nothing for a provider that is not configured', async () => {
    const product = await RunningProduct.start({ database: 'sqlite' });
    try {
      for (const provider of ['stripe', 'hyperswitch', 'sandbox']) {
        const response = await fetch(`${product.urls[0]}/api/v1/webhooks/${provider}`, { method: 'POST', body: '{}' });
        assert.equal(response.status, 401, provider);
      }
    } finally {
      await product.stop();
    }
  });
});

import assert from 'node:assert/strict';
import { eventually } from '#test/support/eventually.ts';
import { type Person, RunningProduct } from '#test/support/running-product.ts';

for (const database of ['sqlite', 'postgres'] as const) {
  describe(`the audit log over HTTP, on ${database}`, () => {
    let product: RunningProduct;
    let admin: Person;
    before(async () => {
      product = await RunningProduct.start({ database });
      admin = await product.person('admin');
    });
    after(() => product.stop());

    const entries = async (query: string) => {
      const reply = (await admin.get(`/admin/audit-log?${query}`)).is(200);
      return (reply.at('data') as Record<string, unknown>[]).map(({ id, at, ...entry }) => entry);
    };

    it('tells an administrator what an operator changed', async () => {
      (await admin.send('PUT', '/admin/maintenance', { json: { enabled: false, retry_after_seconds: 60 } })).is(200);
      assert.deepEqual(await entries('action=maintenance.set'), [
        {
          actor_id: admin.id,
          action: 'maintenance.set',
          subject: 'maintenance:1',
          before: { enabled: false, message: null, retryAfterSeconds: 300 },
          after: { enabled: false, message: null, retryAfterSeconds: 60 },
          ip: '127.0.0.1',
        },
      ]);
      assert.equal((await entries(`actor_id=${admin.id}&limit=1`)).length, 1);
      assert.deepEqual(await entries('subject=maintenance:2'), []);
    });

    it('tells what sellers put up for sale, and what they take back', async () => {
      const seller = await product.person('creator');
      const offer = { track_id: await product.track(seller), title: 'A track', price: { amount: 1299, currency: 'EUR' }, licence: 'basic' };
      const id = (await seller.post('/marketplace/products', offer)).is(201).text('id');
      for (const verb of ['publish', 'publish', 'archive', 'archive']) (await seller.post(`/marketplace/products/${id}/${verb}`)).is(200);
      const values = { title: 'A track', price: 1299, currency: 'EUR' };
      const common = { actor_id: seller.id, subject: `product:${id}`, ip: '127.0.0.1' };
      assert.deepEqual(await entries(`subject=product:${id}`), [
        { ...common, action: 'product.archived', before: { status: 'published', ...values }, after: { status: 'archived', ...values } },
        { ...common, action: 'product.published', before: { status: 'draft', ...values }, after: { status: 'published', ...values } },
      ]);
    });

    it('tells of promo codes', async () => {
      const seller = await product.person('creator');
      const code = (await seller.post('/marketplace/promo-codes', { code: 'LAUNCH', basis_points: 2500 })).is(201).text('id');
      for (let count = 0; count < 2; count++) await seller.send('DELETE', `/marketplace/promo-codes/${code}`);
      const found = await entries(`actor_id=${seller.id}&subject=promo_code:${code}`);
      assert.deepEqual(
        found.map(({ action, after }) => [action, after]),
        [
          ['promo_code.disabled', { code: 'LAUNCH' }],
          ['promo_code.created', { code: 'LAUNCH', ofEverySeller: false }],
        ],
      );
    });

    it('tells who asked for a refund, of how much', async () => {
      const [seller, buyer] = [await product.person('creator'), await product.person()];
      const offer = { track_id: await product.track(seller), title: 'A track', price: { amount: 1299, currency: 'EUR' }, licence: 'basic' };
      const sold = (await seller.post('/marketplace/products', offer)).is(201).text('id');
      (await seller.post(`/marketplace/products/${sold}/publish`)).is(200);
      const placed = (await buyer.post('/marketplace/orders', { items: [{ product_id: sold }] }, { 'idempotency-key': 'one' })).is(201);
      (await buyer.post(`/sandbox/payments/${placed.text('payment.payment_id')}/succeed`)).is(200);
      const order = placed.text('id');
      await eventually('completed order', async () =>
        (await buyer.get(`/marketplace/orders/${order}`)).text('status') === 'completed' ? true : null,
      );
      const refund = (await buyer.post(`/marketplace/orders/${order}/refund`, { amount: 500 })).is(202).text('refund.id');
      assert.deepEqual(await entries(`subject=refund:${refund}`), [
        {
          actor_id: buyer.id,
          action: 'refund.requested',
          subject: `refund:${refund}`,
          before: null,
          after: { orderId: order, amount: 500, currency: 'EUR', origin: 'buyer' },
          ip: '127.0.0.1',
        },
      ]);
    });

    it('tells what an administrator set going', async () => {
      const delivery = crypto.randomUUID();
      (await admin.post(`/admin/webhook-deliveries/${delivery}/replay`)).is(404);
      (await admin.post('/admin/reconcile', { all: false })).is(200);
      const common = { actor_id: admin.id, before: null, ip: '127.0.0.1' };
      assert.deepEqual(await entries(`actor_id=${admin.id}&limit=2`), [
        { ...common, action: 'reconciliation.requested', subject: null, after: { all: false } },
        { ...common, action: 'webhook.replay_requested', subject: `webhook:${delivery}`, after: null },
      ]);
    });

    it('is for administrators alone', async () => {
      (await (await product.person('creator')).get('/admin/audit-log')).is(403);
    });

    it('knows no other filter, and no cursor of another making', async () => {
      (await admin.get('/admin/audit-log?who=me')).is(422);
      (await admin.get('/admin/audit-log?cursor=made-up')).is(422);
      (await admin.get('/admin/audit-log?actor_id=me')).is(422);
    });
  });
}

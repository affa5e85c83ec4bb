import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { wav } from '#test/support/audio.ts';
import { DocumentedVisitor } from '#test/support/documented-visitor.ts';
import { eventually } from '#test/support/eventually.ts';
import { RunningProduct } from '#test/support/running-product.ts';
import { folderMailbox } from '../../scripts/tour/mailbox.ts';
import type { Reply } from '../../scripts/tour/reply.ts';
import type { Visitor } from '../../scripts/tour/visitor.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** Steps in the order of the API's own description; each leaves to the next what it found. */
for (const database of ['sqlite', 'postgres'] as const) {
  describe(`the main journey on ${database}`, () => {
    let product: RunningProduct;
    let seller: Visitor;
    let buyer: Visitor;
    const audio = wav({ seconds: 2 });
    const found = { track: '', product: '', order: '', payment: '', refund: '' };
    const key = { 'idempotency-key': randomUUID() };

    before(async () => {
      product = await RunningProduct.start({ database, environment: { SANDBOX_ONBOARDING: 'manual' } });
      [seller, buyer] = [new DocumentedVisitor(product.urls[0] ?? ''), new DocumentedVisitor(product.urls[0] ?? '')];
    });
    after(() => product.stop());

    const isProblem = (reply: Reply, status: number, code: string) => {
      reply.is(status, code);
      assert.equal(reply.header('content-type').split(';')[0], 'application/problem+json');
      const problem = JSON.parse(reply.bytes.toString()) as Record<string, unknown>;
      for (const field of ['type', 'title', 'detail', 'code']) assert.equal(typeof problem[field], 'string', field);
      assert.deepEqual([problem['request_id'], problem['status']], [reply.header('x-request-id'), status]);
    };
    const orderThatIs = (status: string) =>
      eventually(`order that is ${status}`, async () => {
        const reply = (await buyer.get(`/marketplace/orders/${found.order}`)).is(200);
        return reply.at('status') === status ? reply : null;
      });
    const shareThatIs = (status: string) =>
      eventually(`transfer that is ${status}`, async () => {
        const reply = (await seller.get(`/sell/transfers?status=${status}`)).is(200);
        return reply.at('data.0.id') ? reply : null;
      });

    it('registers, verifies and logs in', async () => {
      for (const [visitor, name] of [
        [seller, 'seller'],
        [buyer, 'buyer'],
      ] as const) {
        const person = { email: `${name}@journey.example`, password: `${name} travels` };
        const registration = { ...person, username: name };
        const first = (await visitor.post('/auth/register', registration)).is(202);
        assert.deepEqual(Object.keys(JSON.parse(first.bytes.toString())), ['message']);
        assert((await visitor.post('/auth/register', registration)).is(202).bytes.equals(first.bytes));
        isProblem(await visitor.post('/auth/login', { ...person, password: 'not this one' }), 401, 'INVALID_CREDENTIALS');
        isProblem(await visitor.post('/auth/login', person), 403, 'EMAIL_NOT_VERIFIED');
        const token = await folderMailbox(join(product.dataDir, 'mail')).verificationToken(person.email);
        const verified = (await visitor.post('/auth/verify-email', { token })).is(200);
        assert.match(verified.text('user.id'), UUID);
        isProblem(await visitor.get('/users/me'), 401, 'UNAUTHENTICATED');
        const login = (await visitor.post('/auth/login', person)).is(200);
        assert.equal(login.at('user.id'), verified.at('user.id'));
        assert(Number.isInteger(login.at('expires_in')));
        const next = (await visitor.post('/auth/refresh', { refresh_token: login.text('refresh_token') })).is(200);
        assert.notEqual(next.text('refresh_token'), login.text('refresh_token'));
        visitor.accessToken = next.text('access_token');
        const me = (await visitor.get('/users/me')).is(200);
        assert.deepEqual([me.at('email'), me.at('username'), me.at('role'), me.at('is_verified')], [person.email, name, 'user', true]);
      }
    });

    it('becomes a creator and uploads', async () => {
      const elevated = (await seller.post('/users/me/upgrade-creator')).is(200);
      assert.deepEqual([elevated.at('user.role'), elevated.at('already_elevated')], ['creator', false]);
      assert.equal((await seller.post('/users/me/upgrade-creator')).is(200).at('already_elevated'), true);
      const form = new FormData();
      for (const [name, value] of Object.entries({ title: 'Night Drive', genre: 'House', bpm: '124', musical_key: 'Am' }))
        form.set(name, value);
      form.set('file', new Blob([new Uint8Array(audio)]), 'night.wav');
      const track = (await seller.send('POST', '/tracks', { body: form })).is(201);
      found.track = track.text('id');
      assert.match(found.track, UUID);
      const ready = await eventually('track', async () => {
        const reply = (await seller.get(`/tracks/${found.track}`)).is(200);
        return reply.at('status') === 'ready' ? reply : null;
      });
      assert.deepEqual([ready.at('title'), ready.at('duration_ms'), ready.at('bpm')], ['Night Drive', 2000, 124]);
      assert.equal((await seller.send('PATCH', `/tracks/${found.track}`, { json: { genre: 'Techno' } })).is(200).at('genre'), 'Techno');
      assert.equal((await buyer.get('/tracks')).is(200).at('data.0.id'), found.track);
    });

    it('is listened to', async () => {
      const path = `/tracks/${found.track}/stream`;
      const whole = (await buyer.get(path)).is(200);
      assert(whole.bytes.equals(audio));
      assert((await buyer.get(path, { range: 'bytes=10-19' })).is(206).bytes.equals(audio.subarray(10, 20)));
      (await buyer.get(path, { 'if-none-match': whole.header('etag') })).is(304);
      (await buyer.get(path, { range: `bytes=${audio.length}-` })).is(416);
    });

    it('sells and is browsed', async () => {
      const offer = {
        track_id: found.track,
        title: 'Night Drive (basic)',
        price: eur(1299),
        licence: 'basic',
        description: 'For one film',
      };
      isProblem(await buyer.post('/marketplace/products', offer), 403, 'FORBIDDEN');
      const draft = (await seller.post('/marketplace/products', offer)).is(201);
      found.product = draft.text('id');
      assert.equal(draft.at('status'), 'draft');
      isProblem(await buyer.get(`/marketplace/products/${found.product}`), 404, 'NOT_FOUND');
      assert.equal((await seller.post(`/marketplace/products/${found.product}/publish`)).is(200).at('status'), 'published');
      assert.equal((await buyer.get('/marketplace/products')).is(200).at('data.0.id'), found.product);
      const shown = (await buyer.get(`/marketplace/products/${found.product}`)).is(200);
      assert.deepEqual([shown.at('price'), shown.at('licence'), shown.at('available')], [eur(1299), 'basic', true]);
    });

    it('is ordered', async () => {
      const body = { items: [{ product_id: found.product }] };
      isProblem(await buyer.post('/marketplace/orders', body), 400, 'IDEMPOTENCY_KEY_MISSING');
      const order = (await buyer.post('/marketplace/orders', body, key)).is(201);
      found.order = order.text('id');
      found.payment = order.text('payment.payment_id');
      assert.deepEqual([order.at('status'), order.at('total'), order.at('items.0.product_id')], ['pending', eur(1299), found.product]);
      assert.equal(order.at('payment.provider'), 'sandbox');
      assert(order.text('payment.client_secret') && order.text('payment.pay_url'));
      assert((await buyer.post('/marketplace/orders', body, key)).is(201).bytes.equals(order.bytes));
      isProblem(await buyer.get(`/tracks/${found.track}/download`), 403, 'LICENCE_REQUIRED');
    });

    it('is paid in the sandbox', async () => {
      (await buyer.get(`/sandbox/payments/${found.payment}`)).is(200);
      assert.equal(
        (await buyer.post(`/sandbox/payments/${found.payment}/succeed`, { scenario: 'duplicate' })).is(200).at('status'),
        'succeeded',
      );
      const order = await orderThatIs('completed');
      assert.match(order.text('completed_at'), TIME);
      assert.equal(Date.parse(order.text('refund_deadline')) - Date.parse(order.text('completed_at')), 14 * 86_400_000);
      const licences = (await buyer.get('/licenses/mine')).is(200).at('data') as object[];
      assert.equal(licences.length, 1);
      assert((await buyer.get(`/tracks/${found.track}/download`)).is(200).bytes.equals(audio));
    });

    it('brings the seller money', async () => {
      const waiting = (await seller.get('/sell/balance')).is(200);
      assert.deepEqual([waiting.at('available'), waiting.at('pending'), waiting.at('debt')], [eur(0), eur(1169), eur(0)]);
      const onboarding = (await seller.post('/sell/onboarding')).is(200);
      const [account] = /sbxacct_[0-9a-f]+/.exec(onboarding.text('url')) ?? [];
      (await seller.post(`/sandbox/accounts/${account}/activate`)).is(200);
      assert.deepEqual((await shareThatIs('completed')).at('data.0.amount'), eur(1169));
      assert.deepEqual((await seller.get('/sell/balance')).is(200).at('available'), eur(1169));
      const [transactions, payouts] = [await seller.get('/sell/transactions'), await seller.get('/sell/payouts')];
      assert.deepEqual(
        (transactions.is(200).at('data') as { kind: string }[]).map(({ kind }) => kind),
        ['transfer', 'sale'],
      );
      assert.deepEqual(JSON.parse(payouts.is(200).bytes.toString()), { data: [], next_cursor: null });
    });

    it('is refunded', async () => {
      const refund = (await buyer.post(`/marketplace/orders/${found.order}/refund`, { reason: 'another film' })).is(202);
      found.refund = refund.text('refund.id');
      assert.deepEqual(
        [refund.at('refund.status'), refund.at('refund.amount'), Boolean(refund.text('message'))],
        ['pending', eur(1299), true],
      );
      isProblem(await buyer.post(`/marketplace/orders/${found.order}/refund`), 400, 'REFUND_ALREADY_REQUESTED');
      (await buyer.get(`/sandbox/refunds/${found.refund}`)).is(200);
      (await buyer.post(`/sandbox/refunds/${found.refund}/succeed`, { scenario: 'drop' })).is(200);
      const admin = await product.person('admin');
      isProblem(await buyer.post('/admin/reconcile'), 403, 'FORBIDDEN');
      (await admin.post('/admin/reconcile')).is(200);
      assert.deepEqual((await orderThatIs('refunded')).at('refunded'), eur(1299));
      isProblem(await buyer.get(`/tracks/${found.track}/download`), 403, 'LICENCE_REQUIRED');
      assert.equal((await buyer.get('/licenses/mine')).at('data.0.status'), 'revoked');
      await shareThatIs('reversed');
      assert.deepEqual((await seller.get('/sell/balance')).is(200).at('available'), eur(0));
      await inspect(admin);
    });

    const inspect = async (admin: Visitor) => {
      assert.equal((await admin.get('/admin/ledger/audit')).is(200).at('balanced'), true);
      assert.equal((await admin.get('/admin/orders?status=refunded')).is(200).at('data.0.id'), found.order);
      assert.equal((await admin.get('/admin/refunds')).is(200).at('data.0.id'), found.refund);
      assert.equal((await admin.get('/admin/transfers')).is(200).at('data.0.status'), 'reversed');
      const delivery = (await admin.get('/admin/webhook-deliveries?result=ok')).is(200).text('data.0.id');
      (await admin.post(`/admin/webhook-deliveries/${delivery}/replay`)).is(200);
      for (const path of ['//health/live', '//health/ready', '//health/deep', '//metrics']) (await admin.get(path)).is(200);
      (await buyer.post('/auth/logout')).is(204);
      isProblem(await buyer.get('/users/me'), 401, 'INVALID_TOKEN');
    };
  });
}

import assert from 'node:assert/strict';
import { RunningProduct } from '#test/support/running-product.ts';
import { openApiDocument } from '../../../../scripts/openapi-document.ts';

for (const database of ['sqlite', 'postgres'] as const) {
  describe(`maintenance over HTTP, on ${database}`, () => {
    let product: RunningProduct;
    let admin: Awaited<ReturnType<RunningProduct['person']>>;
    before(async () => {
      product = await RunningProduct.start({ database });
      admin = await product.person('admin');
    });
    after(() => product.stop());
    afterEach(() => set({ enabled: false }));

    const set = (json: unknown) => admin.send('PUT', '/admin/maintenance', { json });

    it('refuses everybody with its message and when to come back, until it ends', async () => {
      const person = await product.person();
      const begun = (await set({ enabled: true, message: 'We move house.', retry_after_seconds: 600 })).is(200);
      for (const who of [person, admin]) {
        const refused = (await who.get('/users/me')).is(503);
        assert.deepEqual([refused.text('code'), refused.text('detail')], ['MAINTENANCE', 'We move house.']);
        assert.equal(refused.header('retry-after'), '600');
        assert.match(refused.header('content-type') ?? '', /^application\/problem\+json/);
      }
      (await person.post('/marketplace/orders', {})).is(503);
      assert.deepEqual((await admin.get('/admin/maintenance')).is(200).bytes, begun.bytes);
      (await set({ enabled: false })).is(200);
      (await person.get('/users/me')).is(200);
    });

    it('leaves open what ends it, what watches it, and what providers deliver', async () => {
      await set({ enabled: true });
      for (const path of ['//health/live', '//health/ready', '//health/deep', '//metrics', '//docs', '//openapi.json', '/openapi.json']) {
        (await admin.get(path)).is(200);
      }
      (await admin.get('//admin/login')).is(200);
      (await admin.get('/admin/ledger/audit')).is(200);
      assert.notEqual((await admin.post('/webhooks/sandbox')).status, 503);
      const other = await product.person('admin');
      assert.notEqual((await other.post('/auth/refresh', { refresh_token: 'nobody' })).status, 503);
      (await other.post('/auth/logout')).is(204);
      (await other.post('/auth/register', {})).is(503);
    });

    it('is for administrators alone', async () => {
      const person = await product.person('creator');
      (await person.get('/admin/maintenance')).is(403);
      (await person.send('PUT', '/admin/maintenance', { json: { enabled: true } })).is(403);
    });

    it('refuses what cannot be', async () => {
      for (const wrong of [{}, { enabled: 'yes' }, { enabled: true, message: '' }, { enabled: true, retry_after_seconds: 0 }]) {
        (await set(wrong)).is(422);
      }
    });
  });
}

describe('the routes that are served during maintenance', () => {
  it('are these and no other', async () => {
    const { paths }: { paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>> } = JSON.parse(
      await openApiDocument(),
    );
    const served = Object.entries(paths).flatMap(([path, operations]) =>
      Object.values(operations).some(({ responses }) => !responses['503']?.description.includes('MAINTENANCE')) ? [path] : [],
    );
    const expected =
      /^(\/api\/v1)?(\/admin(\/.*)?|\/health\/\w+|\/metrics|\/docs(\/.*)?|\/openapi\.json|\/webhooks\/\w+|\/auth\/(login|refresh|logout))$/;
    assert.deepEqual(
      served.filter((path) => !expected.test(path)),
      [],
    );
    assert.deepEqual(
      Object.keys(paths).filter((path) => expected.test(path) && !served.includes(path)),
      [],
    );
  });
});

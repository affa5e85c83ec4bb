import assert from 'node:assert/strict';
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

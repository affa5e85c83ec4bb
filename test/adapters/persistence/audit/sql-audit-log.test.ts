import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { requestContext } from '#adapters/logging/request-context.ts';
import { SqlAuditLog } from '#adapters/persistence/audit/sql-audit-log.ts';
import { SqlAuditRecords } from '#adapters/persistence/audit/sql-audit-records.ts';
import type { AuditEntry, AuditFilter } from '#application/audit/ports.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';

const at = new Date('2026-11-21T12:00:00.000Z');
const [ada, eve] = [randomUUIDv7(), randomUUIDv7()];
const entry: AuditEntry = {
  actorId: ada,
  action: 'product.published',
  subject: 'product:1',
  before: { status: 'draft', price: 1299, free: false, note: null },
  after: { status: 'published' },
  at,
};

for (const kind of databases) {
  describe(`the audit log (${kind.name})`, () => {
    let database: TestDatabase;
    let audit: SqlAuditLog;
    let records: SqlAuditRecords;
    before(async () => {
      database = await kind.open();
      audit = new SqlAuditLog({ writer: database.writer, ids: { next: () => randomUUIDv7() } });
      records = new SqlAuditRecords(database);
    });
    after(() => database.close());
    afterEach(() => database.clear());

    const keep = (...entries: Partial<AuditEntry>[]) =>
      database.unitOfWork.run(async () => {
        for (const one of entries) await audit.append({ ...entry, ...one });
      });
    const actions = async (filter: AuditFilter) => (await records.list(filter, { limit: 10 })).data.map(({ action }) => action);

    it('tells who did what to what, when, from where, and what it was before', async () => {
      await requestContext.run({ requestId: 'r-1', ip: '192.0.2.7' }, () => keep({}));
      const { data, nextCursor } = await records.list({}, { limit: 10 });
      const { id, ...told } = data[0] ?? assert.fail();
      assert.match(id, /^[0-9a-f-]{36}$/);
      assert.deepEqual([told, data.length, nextCursor], [{ ...entry, ip: '192.0.2.7' }, 1, null]);
    });

    it('tells of what nobody in particular did', async () => {
      const plain = { ...entry, actorId: null, subject: null, before: null, after: null };
      await keep(plain);
      const [found] = (await records.list({}, { limit: 1 })).data;
      assert.deepEqual({ ...found, id: null }, { ...plain, ip: null, id: null });
    });

    it('is searched by who, what and on what, the newest first', async () => {
      await keep(
        { action: 'a', at: new Date(1000) },
        { action: 'b', at: new Date(3000), actorId: eve },
        { action: 'c', at: new Date(2000), subject: 'product:2' },
      );
      assert.deepEqual(await actions({}), ['b', 'c', 'a']);
      assert.deepEqual(await actions({ actorId: ada }), ['c', 'a']);
      assert.deepEqual(await actions({ subject: 'product:2' }), ['c']);
      assert.deepEqual(await actions({ action: 'a' }), ['a']);
      assert.deepEqual(await actions({ action: 'a', actorId: eve }), []);
      const first = await records.list({}, { limit: 2 });
      const rest = await records.list({}, { limit: 2, cursor: first.nextCursor ?? '' });
      assert.deepEqual(
        rest.data.map(({ action }) => action),
        ['a'],
      );
    });

    for (const change of ["update audit_log set action = 'other'", 'delete from audit_log']) {
      it(`only grows, whoever tries to ${change.split(' ')[0]} it`, async () => {
        await keep({});
        await assert.rejects(
          database.unitOfWork.run(() => database.writer.run(change)),
          /the audit log only grows/,
        );
        assert.deepEqual(await actions({}), ['product.published']);
      });
    }
  });
}

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { listNewestFirst } from '#adapters/persistence/list-newest-first.ts';
import { readText } from '#adapters/persistence/sql-values.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';

const at = new Date('2026-11-21T12:00:00.000Z');
const cursorOf = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');

const madeUp: Record<string, string> = {
  'no time': cursorOf('abc', randomUUID()),
  'empty keys': cursorOf('', ''),
  'no id': cursorOf(at.toISOString(), 'x'),
  'a NUL': cursorOf(at.toISOString(), `${randomUUID()}\0`),
  'a day that does not exist': cursorOf('2026-13-45T12:00:00.000Z', randomUUID()),
  'a time before all history': cursorOf('-271821-04-20T00:00:00.000Z', randomUUID()),
  'a time after all of it': cursorOf('+275760-09-13T00:00:00.000Z', randomUUID()),
  'a time without its milliseconds': cursorOf('2026-11-21T12:00:00Z', randomUUID()),
  'one key': cursorOf(at.toISOString()),
  'a key too many': cursorOf(at.toISOString(), randomUUID(), randomUUID()),
  numbers: cursorOf(1, 2),
  nothing: cursorOf(),
  'no JSON': 'made-up',
};

for (const kind of databases) {
  describe(`a list, the newest first (${kind.name})`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await kind.open();
    });
    after(() => database.close());
    afterEach(() => database.clear());

    const list = (limit: number, cursor?: string) =>
      listNewestFirst(
        database.reader,
        { from: 'audit_log', columns: 'id, happened_at', sort: 'happened_at', filters: {} },
        { limit, cursor },
        (row) => readText(row, 'id'),
      );

    async function keep(...ids: string[]): Promise<void> {
      await database.unitOfWork.run(async () => {
        for (const id of ids)
          await database.writer.run('insert into audit_log (id, action, happened_at) values (?, ?, ?)', [id, 'thing.happened', at]);
      });
    }

    it('goes on behind its cursor, also among rows of one moment', async () => {
      const ids = [randomUUID(), randomUUID(), randomUUID()].sort().reverse();
      await keep(...ids);
      const first = await list(2);
      assert.deepEqual(first.data, ids.slice(0, 2));
      assert.deepEqual(await list(2, first.nextCursor ?? ''), { data: ids.slice(2), nextCursor: null });
    });

    for (const [what, cursor] of Object.entries(madeUp)) {
      it(`refuses a cursor with ${what}, which it cannot have made`, async () => {
        await keep(randomUUID());
        await assert.rejects(list(1, cursor), (error) => {
          assert(error instanceof InvalidInput);
          assert.deepEqual(error.faults, [{ pointer: '/cursor', detail: 'is not a cursor of this list' }]);
          return true;
        });
      });
    }

    it('refuses an empty cursor', () => assert.rejects(list(1, ''), InvalidInput));
  });
}

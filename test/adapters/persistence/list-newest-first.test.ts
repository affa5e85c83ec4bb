import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { listNewestFirst } from '#adapters/persistence/list-newest-first.ts';
import { readText } from '#adapters/persistence/sql-values.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';

const at = new Date('2026-11-21T12:00:00.000Z');
const cursorOf = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');
const keysIn = (cursor: string): unknown[] => JSON.parse(Buffer.from(cursor, 'base64url').toString());

/** What may stand behind the mark of the list in a cursor that this server did not make. */
const madeUp: Record<string, unknown[]> = {
  'no time': ['abc', randomUUID()],
  'empty keys': ['', ''],
  'no id': [at.toISOString(), 'x'],
  'a NUL': [at.toISOString(), `${randomUUID()}\0`],
  'a day that does not exist': ['2026-13-45T12:00:00.000Z', randomUUID()],
  'a time before all history': ['-271821-04-20T00:00:00.000Z', randomUUID()],
  'a time after all of it': ['+275760-09-13T00:00:00.000Z', randomUUID()],
  'a time without its milliseconds': ['2026-11-21T12:00:00Z', randomUUID()],
  'one key': [at.toISOString()],
  'a key too many': [at.toISOString(), randomUUID(), randomUUID()],
  numbers: [1, 2],
  nothing: [],
};

for (const kind of databases) {
  describe(`a list, the newest first (${kind.name})`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await kind.open();
    });
    after(() => database.close());
    afterEach(() => database.clear());

    const listing = { from: 'audit_log', columns: 'id, happened_at', sort: 'happened_at', filters: {} };
    const list = (limit: number, cursor?: string, another: Partial<Parameters<typeof listNewestFirst>[1]> = {}) =>
      listNewestFirst(database.reader, { ...listing, ...another }, { limit, cursor }, (row) => readText(row, 'id'));
    const isRefused = (error: unknown) => {
      assert(error instanceof InvalidInput);
      assert.deepEqual(error.faults, [{ pointer: '/cursor', detail: 'is not a cursor of this list' }]);
      return true;
    };

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

    for (const [what, keys] of Object.entries(madeUp)) {
      it(`refuses a cursor with ${what}, which it cannot have made`, async () => {
        await keep(randomUUID(), randomUUID());
        const [mark] = keysIn((await list(1)).nextCursor ?? '');
        await assert.rejects(list(1, cursorOf(mark, ...keys)), isRefused);
      });
    }

    it('refuses the cursor of another list, and of this one under other filters', async () => {
      await keep(randomUUID(), randomUUID());
      const { nextCursor } = await list(1);
      const cursor = nextCursor ?? '';
      for (const another of [
        { from: '(select * from audit_log) as entries' },
        { sort: 'created_at' },
        { filters: { action: 'thing.happened' } },
        { conditions: ['actor_id is null'] },
        { conditions: ['actor_id = ?'], values: [randomUUID()] },
      ])
        await assert.rejects(list(1, cursor, another), isRefused, JSON.stringify(another));
      assert.equal((await list(2, cursor)).data.length, 1);
    });

    it('refuses a cursor that is no JSON, or empty', async () => {
      for (const cursor of ['made-up', '']) await assert.rejects(list(1, cursor), isRefused);
    });
  });
}

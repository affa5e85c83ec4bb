import assert from 'node:assert/strict';
import { EntityTable } from '#adapters/persistence/entity-table.ts';
import { Money } from '#domain/shared/money.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { Till, TillMapping } from './till.ts';

for (const kind of databases) {
  describe(`what rows become, on ${kind.name}`, () => {
    let database: TestDatabase;
    let tills: EntityTable<Till>;
    let told: string[];
    before(async () => {
      database = await kind.open({ extraMappings: [TillMapping] });
      tills = new EntityTable(database.ambient, TillMapping);
      database.transitions.listen(({ table, from, to }) => void told.push(`${table}: ${from} → ${to}`));
    });
    beforeEach(() => {
      told = [];
    });
    afterEach(() => database.clear());
    after(() => database.close());

    const run = <T>(work: () => Promise<T>) => database.unitOfWork.run(work);
    const open = (id: string) => tills.add(new Till(id, Money.zero('EUR')));
    const close = async (id: string) => (await tills.first('id = ?', [id]))?.close();

    it('is told when it is durable: new rows, and those that changed their status', async () => {
      await run(async () => {
        await open('one');
        await tills.flush();
        assert.deepEqual(told, []);
      });
      await run(() => close('one'));
      assert.deepEqual(told, ['tills: null → open', 'tills: open → closed']);
    });

    it('is nothing when a row changed in another way', async () => {
      await run(() => open('one'));
      await run(async () => (await tills.first('id = ?', ['one']))?.add(1n));
      assert.deepEqual(told, ['tills: null → open']);
    });

    it('is nothing when the unit of work fails', async () => {
      const failing = run(async () => {
        await open('one');
        await tills.flush();
        throw new RangeError('no');
      });
      await assert.rejects(failing, RangeError);
      assert.deepEqual(told, []);
    });

    it('is told once though the work ran twice', async () => {
      let tries = 0;
      await run(async () => {
        await open('one');
        await tills.flush();
        tries += 1;
        if (tries === 1) throw Object.assign(new Error('try again'), { code: '40001' });
      });
      assert.deepEqual([tries, told], [2, ['tills: null → open']]);
    });

    it('leaves out what a nested unit of work has undone', async () => {
      await run(async () => {
        await open('one');
        const nested = run(async () => {
          await open('two');
          await close('one');
          throw new RangeError('no');
        });
        await assert.rejects(nested, RangeError);
        await run(() => open('three'));
      });
      assert.deepEqual(told, ['tills: null → open', 'tills: null → open']);
    });

    it('is told of each of many at once, but of the one that failed', async () => {
      const many = [1, 2, 3, 4, 5].map((number) =>
        run(async () => {
          await open(`till ${number}`);
          await tills.flush();
          if (number === 3) throw new RangeError('no');
        }),
      );
      await Promise.allSettled(many);
      assert.equal(told.length, 4);
    });
  });
}

import assert from 'node:assert/strict';
import { EntityTable } from '#adapters/persistence/entity-table.ts';
import { StaleState } from '#application/shared/errors.ts';
import { Money } from '#domain/shared/money.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { Till, TillMapping } from './till.ts';

const euros = (amount: bigint) => Money.of(amount, 'EUR');

for (const kind of databases) {
  describe(`a table of entities on ${kind.name}`, () => {
    let db: TestDatabase;
    let tills: EntityTable<Till>;
    before(async () => {
      db = await kind.open({ extraMappings: [TillMapping] });
      tills = new EntityTable(db.ambient, TillMapping);
    });
    beforeEach(() => db.unitOfWork.run(() => tills.add(new Till('one', euros(1n)))));
    afterEach(() => db.clear());
    after(() => db.close());

    const inUnit = <T>(work: () => Promise<T>) => db.unitOfWork.run(work);
    const till = async (id = 'one') => (await tills.firstForUpdate('id = ?', [id])) ?? assert.fail(`there is no till ${id}`);
    const inside = (id = 'one') => inUnit(async () => (await tills.first('id = ?', [id]))?.content.amount ?? null);
    const behindItsBack = (sets: string) => db.writer.run(`update tills set ${sets} where id = 'one'`);

    it('gives one row as one entity, however often it is asked for', async () => {
      await inUnit(async () => {
        const first = await till();
        first.add(4n);
        assert.equal(await till(), first);
        assert.deepEqual(
          (await tills.all('content_amount = ?', [5n])).map(({ id }) => id),
          ['one'],
        );
      });
      assert.equal(await inside(), 5n);
    });

    it('gives entities of their own class, with value objects of theirs', async () => {
      const found = await inUnit(() => till());
      assert.ok(found instanceof Till && found.content instanceof Money);
      assert.deepEqual(found.content.plus(euros(1n)), euros(2n));
    });

    it('writes nothing where nothing changed', async () => {
      await inUnit(async () => void (await till()).add(0n));
      const row = await db.reader.first('select version from tills');
      assert.equal(Number(row?.['version']), 1);
    });

    it('writes once what several ask for at the same time', async () => {
      await inUnit(async () => {
        await tills.add(new Till('two', euros(2n)));
        (await till()).add(1n);
        await tills.add(new Till('three', euros(3n)));
        await Promise.all([till('one'), till('two'), till('three')]);
        await tills.remove(await till('two'));
        await Promise.all([till('one'), till('three')]);
      });
      assert.deepEqual([await inside('one'), await inside('two'), await inside('three')], [2n, null, 3n]);
    });

    it('finds what was added before it was written, and no longer what was removed', async () => {
      await inUnit(async () => {
        await tills.add(new Till('two', euros(2n)));
        assert.equal(await tills.count('content_amount > ?', [0n]), 2);
        await tills.remove(await till());
        assert.equal(await tills.first('id = ?', ['one']), null);
      });
      assert.deepEqual([await inside('one'), await inside('two')], [null, 2n]);
    });

    it('adds and removes in one unit of work without a trace', async () => {
      await inUnit(async () => {
        const two = new Till('two', euros(2n));
        await tills.add(two);
        await tills.remove(two);
      });
      assert.equal(await inside('two'), null);
    });

    it('does not write over a status that somebody else left meanwhile, whatever the version says', async () => {
      const late = inUnit(async () => {
        const mine = await till();
        await behindItsBack("status = 'counted'");
        mine.close();
      });
      await assert.rejects(late, StaleState);
    });

    it('takes in what somebody else changed when it is read again', async () => {
      await inUnit(async () => {
        const mine = await till();
        await behindItsBack('content_amount = 7, version = version + 1');
        assert.equal(await till(), mine);
        mine.add(1n);
      });
      assert.equal(await inside(), 8n);
    });

    it('writes what changed here before it reads again, and finds out there who was first', async () => {
      const torn = inUnit(async () => {
        (await till()).add(1n);
        await behindItsBack('content_amount = 7, version = version + 1');
        await till();
      });
      await assert.rejects(torn, StaleState);
    });

    it('refuses to remove what somebody else changed', async () => {
      const late = inUnit(async () => {
        await tills.remove(await till());
        await behindItsBack('version = version + 1');
      });
      await assert.rejects(late, StaleState);
      assert.equal(await inside(), 1n);
    });

    it('goes on from where it was after a unit of work inside has failed', async () => {
      await inUnit(async () => {
        const outer = await till();
        outer.add(1n);
        const inner = inUnit(async () => {
          await tills.add(new Till('two', euros(2n)));
          await behindItsBack('content_amount = 7, version = version + 1');
          await till();
          throw new RangeError('no');
        });
        await assert.rejects(inner, RangeError);
        assert.equal((await till()).content.amount, 2n);
        outer.add(10n);
      });
      assert.deepEqual([await inside('one'), await inside('two')], [12n, null]);
    });

    it('goes on from where it was when what a unit of work inside wrote has been undone', async () => {
      await inUnit(async () => {
        const mine = await till();
        const inner = inUnit(async () => {
          mine.add(100n);
          await tills.flush();
          throw new RangeError('no');
        });
        await assert.rejects(inner, RangeError);
        mine.add(10n);
      });
      assert.equal(await inside(), 11n);
    });

    it('is closed to whatever goes on after the unit of work is over', async () => {
      const over = Promise.withResolvers<void>();
      const left = await inUnit(async () => [over.promise.then(() => till())]);
      over.resolve();
      await assert.rejects(left[0] ?? assert.fail(), /inside a unit of work/);
    });
  });
}

const [, postgres] = databases;

describe('rows that workers share out on postgres', () => {
  it('are passed over by those who come later', async () => {
    assert.equal(postgres?.name, 'postgres');
    const db = await postgres.open({ extraMappings: [TillMapping] });
    const tills = new EntityTable(db.ambient, TillMapping);
    for (const id of ['a', 'b']) await db.unitOfWork.run(() => tills.add(new Till(id, euros(1n))));
    const claim = () => tills.claimFirst('content_amount > 0 order by id', []);
    const [claimed, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = db.unitOfWork.run(async () => {
      const till = await claim();
      claimed.resolve();
      await over.promise;
      return till?.id;
    });
    await claimed.promise;
    const second = await db.unitOfWork.run(async () => (await claim())?.id);
    over.resolve();
    assert.deepEqual([await first, second], ['a', 'b']);
    await db.close();
  });
});

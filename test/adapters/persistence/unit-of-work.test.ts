import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EntityTable } from '#adapters/persistence/entity-table.ts';
import { readBigInt } from '#adapters/persistence/sql-values.ts';
import { StaleState } from '#application/shared/errors.ts';
import { Money } from '#domain/shared/money.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { Till, TillMapping } from './till.ts';

const LARGEST = 9_223_372_036_854_775_807n;
const ODD = 9_007_199_254_740_993n;

for (const kind of databases) {
  describe(`a unit of work on ${kind.name}`, () => {
    let database: TestDatabase;
    let tills: EntityTable<Till>;
    before(async () => {
      database = await kind.open({ extraMappings: [TillMapping] });
      tills = new EntityTable(database.ambient, TillMapping);
    });
    afterEach(() => database.clear());
    after(() => database.close());

    const insert = (id: string, amount = 0n) =>
      database.writer.run('insert into tills (id, content_amount, content_currency, version) values (?, ?, ?, 1)', [id, amount, 'EUR']);
    const add = (id: string, amount: bigint) =>
      database.writer.run('update tills set content_amount = content_amount + ? where id = ?', [amount, id]);
    const amountOf = async (id: string) => {
      const row = await database.reader.first('select cast(content_amount as text) as amount from tills where id = ?', [id]);
      return row && readBigInt(row, 'amount');
    };
    const idsOfAll = async () => (await database.reader.all('select id from tills order by id')).map(({ id }) => id);
    const till = async (id: string) => (await tills.first('id = ?', [id])) ?? assert.fail('there is no such till');

    it('keeps what its work wrote, by statement and by entity', async () => {
      await database.unitOfWork.run(async () => {
        await insert('one', 1n);
        await tills.add(new Till('two', Money.of(2n, 'EUR')));
      });
      assert.deepEqual([await amountOf('one'), await amountOf('two')], [1n, 2n]);
    });

    it('gives back what its work returns', async () => {
      assert.equal(await database.unitOfWork.run(async () => 'done'), 'done');
    });

    it('keeps nothing when its work throws', async () => {
      const fails = database.unitOfWork.run(async () => {
        await insert('one');
        await tills.add(new Till('two', Money.of(2n, 'EUR')));
        throw new RangeError('no');
      });
      await assert.rejects(fails, RangeError);
      assert.deepEqual([await amountOf('one'), await amountOf('two')], [null, null]);
    });

    it('undoes a nested unit that fails, and only that', async () => {
      await database.unitOfWork.run(async () => {
        await insert('outer');
        const inner = database.unitOfWork.run(async () => {
          await insert('inner');
          throw new RangeError('no');
        });
        await assert.rejects(inner, RangeError);
      });
      assert.deepEqual([await amountOf('outer'), await amountOf('inner')], [0n, null]);
    });

    it('undoes a nested unit that succeeded when the outer one fails', async () => {
      const fails = database.unitOfWork.run(async () => {
        await database.unitOfWork.run(() => insert('inner'));
        throw new RangeError('no');
      });
      await assert.rejects(fails, RangeError);
      assert.equal(await amountOf('inner'), null);
    });

    it('keeps nothing when one of its statements failed, whoever caught the fault', async () => {
      const spoilt = database.unitOfWork.run(async () => {
        await insert('one');
        await assert.rejects(insert('one'), /unique/i);
        await assert.rejects(insert('two'), /unique/i);
      });
      await assert.rejects(spoilt, StaleState);
      assert.deepEqual([await amountOf('one'), await amountOf('two')], [null, null]);
    });

    it('writes nothing past a transaction that the database itself has ended', async () => {
      const ended = database.unitOfWork.run(async () => {
        const inner = database.unitOfWork.run(() => database.writer.run('rollback').then(() => Promise.reject(new RangeError('no'))));
        await assert.rejects(inner, RangeError);
        await assert.rejects(insert('one'));
      });
      await assert.rejects(ended);
      assert.equal(await amountOf('one'), null);
    });

    it('goes on when a statement failed in a nested unit, which is undone', async () => {
      await database.unitOfWork.run(async () => {
        await insert('one');
        const inner = database.unitOfWork.run(async () => {
          await insert('two');
          await assert.rejects(insert('one'), /unique/i);
        });
        await assert.rejects(inner, /unique/i);
        await insert('three');
      });
      assert.deepEqual([await amountOf('one'), await amountOf('two'), await amountOf('three')], [0n, null, 0n]);
    });

    it('writes nothing any more once it has failed, whatever is left running of it', async () => {
      const failed = database.unitOfWork.run(async () => {
        for (let number = 0; number < 50; number += 1) await tills.add(new Till(`left ${number}`, Money.of(1n, 'EUR')));
        await Promise.all([tills.flush(), Promise.reject(new RangeError('no'))]);
      });
      await Promise.all([assert.rejects(failed, RangeError), database.unitOfWork.run(() => insert('other'))]);
      await database.unitOfWork.run(() => insert('later'));
      assert.deepEqual(await idsOfAll(), ['later', 'other']);
    });

    it('lets nested units that were begun at the same time come to ends of their own', async () => {
      const nested = (id: string, end: () => unknown) =>
        database.unitOfWork.run(async () => {
          await insert(id);
          await nextTurn();
          end();
        });
      await database.unitOfWork.run(async () => {
        const fails = nested('fails', () => assert.fail('no'));
        const succeeds = nested('succeeds', () => undefined);
        await Promise.all([assert.rejects(fails, /no/), succeeds]);
      });
      assert.deepEqual([await amountOf('fails'), await amountOf('succeeds')], [null, 0n]);
    });

    it('writes nothing any more once a nested unit has failed, whatever is left running of that', async () => {
      await database.unitOfWork.run(async () => {
        const nested = database.unitOfWork.run(async () => {
          for (let number = 0; number < 50; number += 1) await tills.add(new Till(`left ${number}`, Money.of(1n, 'EUR')));
          await Promise.all([tills.flush(), Promise.reject(new RangeError('no'))]);
        });
        await assert.rejects(nested, RangeError);
        await insert('later');
      });
      assert.deepEqual(await idsOfAll(), ['later']);
    });

    it('keeps what its work did not wait for', async () => {
      await database.unitOfWork.run(async () => void insert('one'));
      assert.equal(await amountOf('one'), 0n);
    });

    it('refuses a statement outside', async () => {
      await assert.rejects(insert('one'), /inside a unit of work/);
      assert.equal(await amountOf('one'), null);
    });

    it('refuses an entity outside', () => assert.rejects(till('one'), /inside a unit of work/));

    it('keeps every digit of an amount', async () => {
      await database.unitOfWork.run(async () => {
        await insert('statement', ODD);
        await tills.add(new Till('odd', Money.of(ODD, 'EUR')));
        await tills.add(new Till('largest', Money.of(LARGEST, 'EUR')));
      });
      const read = await database.unitOfWork.run(async () =>
        Promise.all(['statement', 'odd', 'largest'].map(async (id) => (await till(id)).content.amount)),
      );
      assert.deepEqual(read, [ODD, ODD, LARGEST]);
      assert.deepEqual([await amountOf('statement'), await amountOf('largest')], [ODD, LARGEST]);
    });

    it('lets two writers of one row through, one after the other', async () => {
      await database.unitOfWork.run(() => insert('one'));
      await Promise.all(Array.from({ length: 10 }, () => database.unitOfWork.run(() => add('one', 1n))));
      assert.equal(await amountOf('one'), 10n);
    });

    it('says that the state is stale when another one changed the entity first', async () => {
      await database.unitOfWork.run(() => insert('one'));
      const late = database.unitOfWork.run(async () => {
        const mine = await till('one');
        await database.writer.run('update tills set version = version + 1 where id = ?', ['one']);
        mine.add(5n);
      });
      await assert.rejects(late, StaleState);
      assert.equal(await amountOf('one'), 0n);
    });

    it('says that the state is stale when another one took the place', async () => {
      await database.unitOfWork.run(() => insert('one'));
      await assert.rejects(
        database.unitOfWork.run(() => insert('one')),
        StaleState,
      );
      await assert.rejects(
        database.unitOfWork.run(() => tills.add(new Till('one', Money.of(0n, 'EUR')))),
        StaleState,
      );
    });
  });
}

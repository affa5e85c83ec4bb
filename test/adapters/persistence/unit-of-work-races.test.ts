import assert from 'node:assert/strict';
import { readBigInt } from '#adapters/persistence/sql-values.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { TillMapping } from './till.ts';

/** Lets nobody on before `size` have arrived, the first time. */
function gate(size: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived >= size) resolve();
    return promise;
  };
}

for (const kind of databases.filter(({ name }) => name === 'postgres')) {
  describe(`two units of work at once on ${kind.name}`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await kind.open({ extraMappings: [TillMapping] });
    });
    beforeEach(() =>
      database.unitOfWork.run(() =>
        database.writer.run(
          `insert into tills (id, content_amount, content_currency, version) values ('a', 1, 'EUR', 1), ('b', 1, 'EUR', 1)`,
        ),
      ),
    );
    afterEach(() => database.clear());
    after(() => database.close());

    const add = (id: string) => database.writer.run('update tills set content_amount = content_amount + 1 where id = ?', [id]);
    const amounts = async () =>
      (await database.reader.all('select content_amount from tills order by id')).map((row) => readBigInt(row, 'content_amount'));

    it('both succeed though they deadlock', async () => {
      const bothHoldOne = gate(2);
      let tries = 0;
      const take = (first: string, second: string) =>
        database.unitOfWork.run(async () => {
          tries += 1;
          await add(first);
          await bothHoldOne();
          await add(second);
        });
      await Promise.all([take('a', 'b'), take('b', 'a')]);
      assert.deepEqual(await amounts(), [3n, 3n]);
      assert.equal(tries, 3);
    });

    it('both succeed though their reads and writes cannot be put in an order', async () => {
      const bothHaveRead = gate(2);
      let tries = 0;
      const copySum = (into: string) =>
        database.unitOfWork.run(async () => {
          tries += 1;
          await database.writer.run('set transaction isolation level serializable');
          const { rows } = await database.writer.run('select cast(sum(content_amount) as text) as total from tills');
          await bothHaveRead();
          const total = rows[0] ? readBigInt(rows[0], 'total') : 0n;
          await database.writer.run('update tills set content_amount = ? where id = ?', [total, into]);
        });
      await Promise.all([copySum('a'), copySum('b')]);
      assert.deepEqual((await amounts()).sort(), [2n, 3n]);
      assert.equal(tries, 3);
    });

    it('gives up on a unit that never gets through', async () => {
      let tries = 0;
      const hopeless = database.unitOfWork.run(async () => {
        tries += 1;
        await database.writer.run(`do $$ begin raise exception 'no' using errcode = '40001'; end $$`);
      });
      await assert.rejects(hopeless, /no/);
      assert.equal(tries, 6);
    });

    it('does not retry a nested unit by itself: its transaction is lost as a whole', async () => {
      let inner = 0;
      let outer = 0;
      await database.unitOfWork.run(async () => {
        outer += 1;
        await database.unitOfWork.run(async () => {
          inner += 1;
          if (inner === 1) await database.writer.run(`do $$ begin raise exception 'no' using errcode = '40P01'; end $$`);
        });
      });
      assert.deepEqual({ inner, outer }, { inner: 2, outer: 2 });
    });
  });
}

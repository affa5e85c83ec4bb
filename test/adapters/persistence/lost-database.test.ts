import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OpenDatabase, openDatabase } from '#adapters/persistence/open-database.ts';
import { Unavailable } from '#application/shared/errors.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { SeverableWire } from '#test/support/severable-wire.ts';

for (const kind of databases.filter(({ name }) => name === 'postgres')) {
  describe(`a database that cannot be reached (${kind.name})`, () => {
    let server: TestDatabase;
    let wire: SeverableWire;
    let database: OpenDatabase;
    before(async () => {
      server = await kind.open();
      if (server.config.dialect !== 'postgres') throw new Error('there is nothing to sever');
      wire = await SeverableWire.open();
      database = await openDatabase({ ...server.config, url: wire.to(server.config.url) });
    });
    after(async () => {
      await database.close();
      await wire.sever();
      await server.close();
    });
    beforeEach(() => Promise.all([read(), write()]));
    afterEach(async () => {
      await wire.sever();
      await wire.join();
    });

    const read = () => database.reader.first('select 1 as one');
    const write = () => database.unitOfWork.run(() => database.writer.run('select 1 as one'));
    const isAway = (error: unknown) => {
      assert(error instanceof Unavailable);
      assert.deepEqual([error.kind, error.retryAfterSeconds], ['unavailable', 5]);
      return true;
    };

    it('is said to be away when it is asked, and answers once it is back', async () => {
      await wire.sever();
      for (let count = 0; count < 3; count++) {
        await assert.rejects(read(), isAway);
        await assert.rejects(write(), isAway);
      }
      await wire.join();
      await Promise.all([read(), write()]);
    });

    it('is said to be away when it goes in the middle of an answer', async () => {
      const slowly = 'select pg_sleep(5)';
      const asked = [database.reader.all(slowly), database.unitOfWork.run(() => database.writer.run(slowly))];
      const refused = Promise.all(asked.map((one) => assert.rejects(one, isAway)));
      await sleep(50);
      await wire.sever();
      await refused;
    });

    it('is said to be away when it goes between two statements, and ends nothing but the unit of work', async () => {
      const unit = database.unitOfWork.run(async () => {
        await database.writer.run('select 1 as one');
        await wire.sever();
        await sleep(50);
        await database.writer.run('select 2 as two');
      });
      await assert.rejects(unit, isAway);
    });

    it('is said to be away when it ends the connection itself', async () => {
      const ended = (run: (sql: string) => Promise<unknown>) =>
        assert.rejects(run('select pg_terminate_backend(pg_backend_pid())'), isAway);
      await ended((sql) => database.reader.all(sql));
      await ended((sql) => database.unitOfWork.run(() => database.writer.run(sql)));
      await Promise.all([read(), write()]);
    });

    it('is not said to be away because of a statement that is wrong', async () => {
      await assert.rejects(database.reader.all('select nothing'), (error) => !(error instanceof Unavailable));
      await assert.rejects(
        database.unitOfWork.run(() => database.writer.run('select nothing')),
        (error) => !(error instanceof Unavailable),
      );
    });
  });
}

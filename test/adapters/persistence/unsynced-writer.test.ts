import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '#test/support/databases.ts';

const INSERT = 'insert into maintenance_probe (name) values (?)';

describe('writing what a power cut may take, on sqlite', () => {
  let db: TestDatabase;
  before(async () => {
    db = await opened('sqlite');
    db.sqlite?.exec('create table maintenance_probe (name text primary key)');
  });
  after(() => db.close());
  beforeEach(() => db.sqlite?.exec('delete from maintenance_probe'));

  const names = () => db.sqlite?.prepare('select name from maintenance_probe').pluck().all();
  const synchronous = () => db.sqlite?.pragma('synchronous', { simple: true });
  const FULL = 2;

  it('is done at once', () => {
    assert.deepEqual([db.unsynced.tryRun(INSERT, ['a']), db.unsynced.tryRun(INSERT, ['b']), names()], [true, true, ['a', 'b']]);
  });

  it('leaves every other commit waiting for the disk', () => {
    db.unsynced.tryRun(INSERT, ['a']);
    assert.equal(synchronous(), FULL);
    assert.throws(() => db.unsynced.tryRun(INSERT, ['a']), /UNIQUE/);
    assert.equal(synchronous(), FULL);
  });

  it('is refused while a unit of work is under way, whose rollback would take it along', async () => {
    const failed = db.unitOfWork.run(async () => {
      assert.equal(db.unsynced.tryRun(INSERT, ['a']), false);
      throw new Error('undone');
    });
    await assert.rejects(failed, /undone/);
    assert.deepEqual(names(), []);
  });
});

describe('writing what a power cut may take, on postgres', () => {
  it('is left to units of work', async () => {
    const db = await opened('postgres');
    assert.equal(db.unsynced.tryRun('select 1', []), false);
    await db.close();
  });
});

async function opened(name: 'sqlite' | 'postgres'): Promise<TestDatabase> {
  const kind = databases.find((database) => database.name === name);
  if (!kind) throw new Error(`there is no ${name}`);
  return kind.open();
}

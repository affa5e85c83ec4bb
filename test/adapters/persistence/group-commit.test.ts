import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import sinon from 'sinon';
import { SqliteStatements } from '#adapters/persistence/sqlite-statements.ts';
import { StaleState } from '#application/shared/errors.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';

const [sqlite] = databases;

describe('units of work that share a commit on SQLite', () => {
  let db: TestDatabase;
  before(async () => {
    assert.equal(sqlite?.name, 'sqlite');
    db = await sqlite.open();
  });
  after(() => db.close());
  beforeEach(() => db.clear());
  afterEach(() => sinon.restore());

  const use = (key: string) => db.writer.run("insert into promo_code_uses (order_id, promo_code_id, buyer_id) values (?, 'p', 'b')", [key]);
  const used = async () => (await db.reader.all('select order_id from promo_code_uses order by order_id')).map((row) => row['order_id']);
  const orphan = () =>
    db.writer.run("insert into ledger_entries (transaction_id, line, account, amount, currency) values (?, 1, 'a', 7, 'EUR')", [
      randomUUID(),
    ]);

  it('wait for the disk once, however many came together', async () => {
    const commits = sinon.spy(SqliteStatements.prototype, 'control').withArgs('commit');
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => db.unitOfWork.run(() => use(key))));
    assert.equal(commits.callCount, 1);
    assert.deepEqual(await used(), ['a', 'b', 'c', 'd']);
  });

  it('come to their own ends: one that throws leaves no trace, and the others stay', async () => {
    const outcomes = await Promise.allSettled([
      db.unitOfWork.run(() => use('a')),
      db.unitOfWork.run(async () => {
        await use('b');
        throw new Error('changed my mind');
      }),
      db.unitOfWork.run(() => use('c')),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await used(), ['a', 'c']);
  });

  it('see what came before them in the group, as if it had been committed', async () => {
    const [, second] = await Promise.allSettled([db.unitOfWork.run(() => use('a')), db.unitOfWork.run(() => use('a'))]);
    assert.ok(second.status === 'rejected' && second.reason instanceof StaleState);
    assert.deepEqual(await used(), ['a']);
  });

  it('do not fail with the one whose commit fails', async () => {
    const outcomes = await Promise.allSettled([
      db.unitOfWork.run(() => use('a')),
      db.unitOfWork.run(orphan),
      db.unitOfWork.run(() => use('c')),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await used(), ['a', 'c']);
  });

  it('are not committed by the next one when the database itself has undone one of them', async () => {
    const outcomes = await Promise.allSettled([
      db.unitOfWork.run(() => use('a')),
      db.unitOfWork.run(async () => {
        db.sqlite?.exec('rollback');
        throw new Error('the disk is full');
      }),
      db.unitOfWork.run(() => use('c')),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await used(), ['a', 'c']);
  });

  it('are answered only when all of them are durable', async () => {
    const commit = sinon.spy(SqliteStatements.prototype, 'control').withArgs('commit');
    const answered: number[] = [];
    const note = () => answered.push(commit.callCount);
    await Promise.all(['a', 'b', 'c'].map((key) => db.unitOfWork.run(() => use(key)).then(note)));
    assert.deepEqual(answered, [1, 1, 1]);
  });

  it('keep the context of whoever asked for them', async () => {
    const caller = new AsyncLocalStorage<string>();
    const ask = (name: string) => caller.run(name, () => db.unitOfWork.run(async () => caller.getStore()));
    assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(ask)), ['a', 'b', 'c']);
  });

  it('may have units of work inside, which are undone by themselves', async () => {
    await Promise.all([
      db.unitOfWork.run(() => use('z')),
      db.unitOfWork.run(async () => {
        await use('a');
        const inner = db.unitOfWork.run(async () => {
          await use('b');
          throw new Error('only this');
        });
        await assert.rejects(inner, /only this/);
      }),
    ]);
    assert.deepEqual(await used(), ['a', 'z']);
  });
});

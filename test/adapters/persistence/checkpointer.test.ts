import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { Checkpointer } from '#adapters/persistence/checkpointer.ts';
import { openSqlite } from '#adapters/persistence/open-orm.ts';
import { eventually } from '#test/support/eventually.ts';

const BY_SQLITE_ITSELF = 1_000;

describe('the write-ahead log of a SQLite file', () => {
  let directory: string;
  let path: string;
  let sqlite: Database.Database;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'veza-wal-'));
    path = join(directory, 'kept.sqlite');
    sqlite = openSqlite(path);
    sqlite.exec('create table kept (content blob not null)');
  });
  afterEach(async () => {
    sqlite.close();
    await rm(directory, { recursive: true });
  });

  const write = (kilobytes: number) => sqlite.prepare('insert into kept (content) values (zeroblob(?))').run(kilobytes * 1024);
  const autocheckpoint = () => sqlite.pragma('wal_autocheckpoint', { simple: true });

  it('is copied into the file by a thread, before it is so long that a commit would do it', async () => {
    const checkpointer = new Checkpointer(sqlite, path, { afterMs: 0, everyMs: 10 });
    write(200);
    await eventually('the file to hold what was committed', async () => (statSync(path).size > 200 * 1024 ? true : null));
    assert.ok(Number(autocheckpoint()) > BY_SQLITE_ITSELF);
    await checkpointer.close();
  });

  it('is left to SQLite again once the thread has ended', async () => {
    const checkpointer = new Checkpointer(sqlite, path, { afterMs: 0, everyMs: 10 });
    await eventually('the thread', async () => (autocheckpoint() === BY_SQLITE_ITSELF ? null : true));
    await checkpointer.close();
    assert.equal(autocheckpoint(), BY_SQLITE_ITSELF);
    sqlite.close();
    assert.equal(existsSync(`${path}-wal`), false);
  });

  it('is left to SQLite when the thread cannot open the file', async () => {
    const checkpointer = new Checkpointer(sqlite, join(directory, 'elsewhere.sqlite'), { afterMs: 0, everyMs: 10 });
    await eventually('the thread', async () => (autocheckpoint() === BY_SQLITE_ITSELF ? null : true));
    await eventually('its end', async () => (autocheckpoint() === BY_SQLITE_ITSELF ? true : null));
    await checkpointer.close();
  });

  it('needs no thread for a database that is closed at once', async () => {
    await new Checkpointer(sqlite, path).close();
    assert.equal(autocheckpoint(), BY_SQLITE_ITSELF);
  });
});

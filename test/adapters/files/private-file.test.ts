import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { makePrivate } from '#adapters/files/private-file.ts';

describe('a private SQLite file', () => {
  let root: string;
  let path: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'veza-private-'));
    path = join(root, 'books.sqlite');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const modes = () => Object.fromEntries(readdirSync(root).map((name) => [name, (statSync(join(root, name)).mode & 0o777).toString(8)]));

  it('is made for its owner alone, and so is what SQLite lays beside it', () => {
    makePrivate(path);
    const database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.exec('create table t (n integer)');
    assert.deepEqual(modes(), { 'books.sqlite': '600', 'books.sqlite-shm': '600', 'books.sqlite-wal': '600' });
    database.close();
  });

  it('is closed to everybody else when it was open to them, with what lies beside it, and keeps its content', () => {
    for (const [name, mode] of Object.entries({ 'books.sqlite': 0o664, 'books.sqlite-wal': 0o644, 'tone.wav': 0o644 })) {
      writeFileSync(join(root, name), name);
      chmodSync(join(root, name), mode);
    }
    makePrivate(path);
    assert.deepEqual(modes(), { 'books.sqlite': '660', 'books.sqlite-wal': '640', 'tone.wav': '644' });
    assert.equal(readFileSync(path, 'utf8'), 'books.sqlite');
  });

  it('leaves the locks of a connection to it alone', () => {
    const [first, second] = [new Database(path), new Database(path, { timeout: 0 })];
    first.exec('begin exclusive');
    makePrivate(path);
    assert.throws(() => second.exec('begin exclusive'), { code: 'SQLITE_BUSY' });
    first.close();
    second.close();
  });

  it('cannot be made where a directory has the name, whose mode stays', () => {
    mkdirSync(path);
    chmodSync(path, 0o755);
    makePrivate(path);
    assert.deepEqual(modes(), { 'books.sqlite': '755' });
  });
});

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ServerLock } from '#adapters/persistence/server-lock.ts';

const owner = resolve(import.meta.dirname, '../../support/owning-process.ts');

describe('the lock of a server on its SQLite file', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'veza-lock-'));
    path = join(directory, 'veza.sqlite');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function ownedElsewhere(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [owner, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    return child;
  }

  it('is had by one at a time, and by the next when it is released', () => {
    const lock = ServerLock.take(path);
    assert.equal(ServerLock.take(path), null);
    lock?.release();
    const next = ServerLock.take(path);
    assert.ok(next);
    next.release();
  });

  it('is kept from other processes, and gone with its own, however that ended', async () => {
    const child = await ownedElsewhere();
    const exited = once(child, 'exit');
    assert.equal(ServerLock.take(path), null);
    child.kill('SIGKILL');
    await exited;
    const lock = ServerLock.take(path);
    assert.ok(lock);
    lock.release();
  });

  it('is the same by another name of the file', () => {
    writeFileSync(path, '');
    symlinkSync(path, join(directory, 'alias.sqlite'));
    const lock = ServerLock.take(path);
    assert.equal(ServerLock.take(join(directory, 'alias.sqlite')), null);
    lock?.release();
  });

  it('is another one for another file', () => {
    const locks = [path, join(directory, 'other.sqlite')].map((file) => ServerLock.take(file));
    for (const lock of locks) {
      assert.ok(lock);
      lock.release();
    }
  });

  it('lies beside the file, empty and for its owner alone, and is not in its way', () => {
    const lock = ServerLock.take(path);
    assert.deepEqual(readdirSync(directory), ['veza.sqlite.lock']);
    const { size, mode } = statSync(`${path}.lock`);
    assert.deepEqual([size, mode & 0o777], [0, 0o600]);
    lock?.release();
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDirectory } from '#adapters/files/make-directory.ts';

describe('making a directory', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'veza-directory-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const modeOf = (path: string) => statSync(path).mode & 0o777;

  it('makes those above it, too, and gives its mode to the last one alone', () => {
    const last = join(root, 'not', 'there', 'yet');
    makeDirectory(last, 0o700);
    assert.equal(modeOf(last), 0o700);
    assert.equal(modeOf(join(root, 'not')), 0o777 & ~process.umask());
  });

  it('leaves one that is there as it is', () => {
    const before = modeOf(root);
    makeDirectory(root, 0o711);
    assert.equal(modeOf(root), before);
  });

  it('refuses where a file has the name', () => {
    const file = join(root, 'song.wav');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) assert.throws(() => makeDirectory(path), { code: 'EEXIST', path: file });
  });

  it('ends where the kernel says that there is no such place', () =>
    assert.throws(() => makeDirectory('/proc/no/such/place'), /'\/proc\/no'/));
});

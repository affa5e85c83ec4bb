import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#bootstrap/config.ts';
import { GivenUp } from '#bootstrap/given-up.ts';
import { runApi } from '#bootstrap/run-api.ts';

const NOBODY = 65_534;

/** The file system refuses root nothing. */
function asSomebody<T>(work: () => T): T {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('the data directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'veza-data-'));
    chmodSync(directory, 0o755);
  });
  afterEach(() => {
    chmodSync(directory, 0o755);
    rmSync(directory, { recursive: true });
  });

  const read = (dataDir = directory) => readConfig({ DATA_DIR: dataDir });
  const refuses = (work: () => unknown, said: RegExp) =>
    assert.throws(work, (error) => error instanceof GivenUp && said.test(error.message), String(said));
  const cure = /: name a directory that this user may write to$/;

  it('is made when it is not there, together with its secrets, which nobody else may read', () => {
    read(join(directory, 'new'));
    assert.equal(statSync(join(directory, 'new', 'secrets.json')).mode & 0o777, 0o600);
  });

  it('is refused when it is a file', () => {
    const file = join(directory, 'song.wav');
    writeFileSync(file, '');
    refuses(() => read(file), new RegExp(`^DATA_DIR: ${file} cannot be used \\(EEXIST: .+\\)${cure.source}`));
  });

  it('is refused when it cannot be written, and when it cannot be made', () => {
    chmodSync(directory, 0o555);
    asSomebody(() => {
      refuses(() => read(), /cannot be used \(EACCES: .+\): name/);
      refuses(() => read(join(directory, 'new')), /cannot be used \(EACCES: .+\): name/);
    });
  });

  it('is looked at by a server that has all of its secrets, too', async () => {
    const file = join(directory, 'song.wav');
    const config = { ...read(), dataDir: file };
    writeFileSync(file, '');
    await assert.rejects(runApi(config), (error) => error instanceof GivenUp && cure.test(error.message));
  });

  it('is to be repaired by hand when its secrets are damaged', () => {
    const file = join(directory, 'secrets.json');
    for (const damaged of ['', '{"jwtPrivateKey":', '{}']) {
      writeFileSync(file, damaged);
      refuses(() => read(), /secrets\.json is damaged: restore it, or delete it/);
    }
  });

  it('says so when this user may not read its secrets', () => {
    read();
    asSomebody(() => refuses(() => read(), /secrets\.json cannot be read \(EACCES: .+\): give it to the user that the server runs as/));
  });
});

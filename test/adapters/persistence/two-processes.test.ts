import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';

const run = promisify(execFile);
const counting = resolve(import.meta.dirname, '../../support/counting-process.ts');
const TIMES = 100;

describe('a SQLite file that a tool writes to beside the server', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'veza-two-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('takes the units of work of both, one after the other', async () => {
    const path = join(directory, 'counted.sqlite');
    const database = new Database(path);
    database.exec('create table counted (value integer not null); insert into counted values (0)');
    const processes = [1, 2].map(() => run(process.execPath, [counting, path, String(TIMES)]));
    await Promise.all(processes);
    assert.deepEqual(database.prepare('select value from counted').get(), { value: 2 * TIMES });
    database.close();
  });
});

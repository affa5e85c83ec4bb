import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const start = resolve(import.meta.dirname, '../../scripts/start.mjs');

describe('a server whose log nobody reads any more', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'veza-lost-log-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('still stops when it is told to', async () => {
    const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', PORT: '0', HOST: '127.0.0.1', DATA_DIR: directory };
    const child = spawn(process.execPath, [start], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      for await (const said of child.stdout) if (String(said).includes('listening')) break;
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(15_000) });
      assert.equal(code, 0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

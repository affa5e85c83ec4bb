import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MortalProduct } from '#test/support/mortal-product.ts';
import { runStart } from '#test/support/run-start.ts';

describe('a second server on a SQLite file', () => {
  let directory: string;
  let env: Record<string, string>;
  let first: MortalProduct;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'veza-second-'));
    env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(directory, 'var') };
    first = await new MortalProduct(env).start();
  });
  afterEach(async () => {
    await first.stop();
    await rm(directory, { recursive: true });
  });

  const path = () => join(directory, 'var', 'veza.sqlite');
  const refused = () =>
    `another server uses ${path()}, and a SQLite file belongs to one: stop that one first, or use PostgreSQL for several\n`;

  it('does not start while the first one lives, wherever it keeps the rest', async () => {
    const elsewhere = { ...env, DATA_DIR: join(directory, 'elsewhere'), DATABASE_URL: `sqlite:${path()}` };
    for (const variables of [env, elsewhere])
      assert.deepEqual(await runStart([], { env: variables, cwd: directory }), { code: 1, stdout: '', stderr: refused() });
  });

  it('starts at once when the first one was killed', async () => {
    await first.kill();
    const second = await new MortalProduct(env).start();
    assert.equal((await fetch(`${second.url}/health/ready`)).status, 200);
    await second.stop();
  });

  it('starts when the first one has stopped', async () => {
    await first.stop();
    await first.start();
    assert.equal((await fetch(`${first.url}/health/ready`)).status, 200);
  });

  it('is of no concern to the tools', async () => {
    for (const words of [['migrate'], ['doctor'], ['ledger-audit'], ['reconcile', '--once'], ['seed']]) {
      const { code, stdout, stderr } = await runStart(words, { env, cwd: directory });
      assert.equal(code, 0, `${words[0]}: ${stdout}${stderr}`);
    }
  });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConsoleWorld } from '#test/support/console-world.ts';

const start = resolve(import.meta.dirname, '../../scripts/start.mjs');

describe('npm run backfill:transfer-ids', () => {
  let world: ConsoleWorld;
  let found: string;
  before(async () => {
    world = await ConsoleWorld.open();
    for (let sale = 0; sale < 2; sale += 1) await world.sale();
    const rows = await world.product.sql('select id, provider_transfer_id from transfers order by id');
    found = rows.map((row) => `${row['id']}  ${row['provider_transfer_id']}\n`).join('');
    await world.product.sql("update transfers set provider_transfer_id = ''");
  });
  after(() => world.close());

  const run = async (...words: string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: world.product.dataDir };
    const { stdout } = await promisify(execFile)(process.execPath, [start, 'backfill-transfer-ids', ...words], { env });
    return stdout.replaceAll(/^ *\d+ %.*\n/gm, '');
  };
  const unknown = 'unknown to the provider, 0 could not be read';

  it('says which id it would give to which transfer', async () => {
    assert.equal(await run(), `${found}2 looked at: 2 found, 0 written, 0 ${unknown}\nnothing was written: say --write\n`);
  });

  it('says which it gave to which', async () => {
    assert.equal(await run('--write'), `${found}2 looked at: 2 found, 2 written, 0 ${unknown}\n`);
    assert.equal(await run('--write'), `0 looked at: 0 found, 0 written, 0 ${unknown}\n`);
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readConfig } from '#bootstrap/config.ts';
import { runApi } from '#bootstrap/run-api.ts';

describe('stopping while forged webhooks come in', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'veza-stop-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('writes down every delivery that was answered', async () => {
    const path = join(dataDir, 'veza.sqlite');
    const settings = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DATABASE_URL: `sqlite:${path}`,
    };
    const running = await runApi(readConfig(settings));
    const forge = () => fetch(`${running.url}/api/v1/webhooks/sandbox`, { method: 'POST', body: '{}', headers: { connection: 'close' } });
    const answers = await Promise.all(Array.from({ length: 60 }, forge));
    await running.stop();
    const database = new Database(path, { readonly: true });
    const written = database.prepare('select count(*) from webhook_deliveries').pluck().get();
    database.close();
    assert.deepEqual([answers.filter(({ status }) => status === 401).length, written], [60, 60]);
  });
});

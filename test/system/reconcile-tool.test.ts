import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDatabase } from '#adapters/persistence/open-database.ts';
import { readConfig } from '#bootstrap/config.ts';

const start = resolve(import.meta.dirname, '../../scripts/start.mjs');

describe('npm run reconcile', () => {
  let env: Record<string, string>;
  before(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'veza-reconcile-'));
    env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', LOG_LEVEL: 'info', DATA_DIR: directory };
  });
  after(() => rm(env['DATA_DIR'] ?? '', { recursive: true }));

  const run = () =>
    new Promise<{ code: number; lines: string[]; log: { event: string; level: string }[] }>((done) => {
      const child = execFile(process.execPath, [start, 'reconcile', '--once', '--all'], { env }, (_, stdout, stderr) => {
        const log = stderr.split('\n').flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []));
        done({ code: child.exitCode ?? -1, lines: stdout.trim().split('\n'), log });
      });
    });

  it('prints what it did, and keeps the log out of it', async () => {
    const { code, lines, log } = await run();
    assert.equal(code, 0);
    assert.equal(lines.at(-1), 'every provider could be asked');
    assert.ok(lines.includes('orders               0 looked at'), lines.join('\n'));
    assert.deepEqual([log.at(-1)?.event, lines.filter((line) => line.startsWith('{'))], ['reconciled', []]);
  });

  it('says what no provider could be asked about, and fails', async () => {
    const { unitOfWork, writer, close } = await openDatabase(readConfig(env).database);
    const long = new Date(Date.now() - 3_600_000);
    await unitOfWork.run(() =>
      writer.run(
        `insert into webhook_deliveries (id, provider, payload, signature_valid, result, event_type, source_ip, user_agent, request_id,
           attempts, received_at) values (?, 'stripe', '{}', ?, 'received', 'charge.updated', '127.0.0.1', '', 'r', 0, ?)`,
        [randomUUID(), true, long],
      ),
    );
    await close();
    const { code, lines } = await run();
    assert.equal(code, 1);
    assert.ok(lines.includes('webhooks             1 looked at, 1 without an answer'), lines.join('\n'));
    assert.equal(lines.at(-1), '1 could not be looked at: see the log; the next run comes to it again');
  });
});

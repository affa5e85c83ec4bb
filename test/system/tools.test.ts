import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDatabase } from '#adapters/persistence/open-database.ts';
import { readConfig } from '#bootstrap/config.ts';
import { runApi } from '#bootstrap/run-api.ts';

const start = resolve(import.meta.dirname, '../../scripts/start.mjs');

describe('the command-line tools, beside a running server', () => {
  let directory: string;
  let server: Awaited<ReturnType<typeof runApi>>;
  let env: Record<string, string>;

  const run = (...words: string[]) => runIn(env, ...words);
  const runIn = (env: Record<string, string>, ...words: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      const child = execFile(process.execPath, [start, ...words], { env, cwd: directory }, (_, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'veza-tools-'));
    env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', HOST: '127.0.0.1', DATA_DIR: directory };
    server = await runApi(readConfig(env));
  });
  after(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });

  it('make an administrator, who can log in at once', async () => {
    const { code, stdout } = await run('admin-create', '--email', 'Ada@Example.org');
    assert.equal(code, 0);
    const [, password] = /^Password: (.+)$/m.exec(stdout) ?? [];
    const login = await fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.org', password }),
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const audit = await fetch(`${server.url}/api/v1/admin/ledger/audit`, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual([login.status, audit.status], [200, 200]);
  });

  it('audit the books, and reconcile what is unsettled', async () => {
    const audit = await run('ledger-audit');
    const reconcile = await run('reconcile', '--once', '--all');
    assert.deepEqual([audit.code, reconcile.code], [0, 0], audit.stderr + reconcile.stderr);
    assert.match(audit.stdout, /^the books balance$/m);
    const classes = reconcile.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ +/)[0]);
    assert.match(reconcile.stdout, /^orders +0 looked at$/m);
    for (const name of ['refunds', 'transfers', 'lost_transfers', 'reversals', 'lost_reversals', 'payouts', 'seller_accounts'])
      assert.ok(classes.includes(name), name);
  });

  it('look for lost ids of transfers', async () => {
    const { code, stdout, stderr } = await run('backfill-transfer-ids', '--write');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout, '0 looked at: 0 found, 0 written, 0 unknown to the provider, 0 could not be read\n');
  });

  describe('replay webhooks', () => {
    const [weather, empty, forged] = [randomUUID(), randomUUID(), randomUUID()];
    before(async () => {
      const { unitOfWork, writer, close } = await openDatabase(readConfig(env).database);
      const stored = (id: string, payload: string, result: string, minutesAgo: number) =>
        writer.run(
          `insert into webhook_deliveries (id, provider, payload, signature_valid, result, event_type, source_ip, user_agent, request_id,
             attempts, received_at, processed_at) values (?, 'sandbox', ?, ?, ?, 'weather.changed', '127.0.0.1', '', 'r', 1, ?, null)`,
          [id, payload, id !== forged, result, new Date(Date.now() - minutesAgo * 60_000)],
        );
      await unitOfWork.run(async () => {
        await stored(weather, '{"id":"e1","type":"weather.changed","created":"now","object":{}}', 'error: the provider was away', 2);
        await stored(empty, '[]', 'error: the body is not an event', 1);
        await stored(forged, '{}', 'signature_invalid', 3);
      });
      await close();
    });

    it('that failed, and say which of them fail again', async () => {
      const { code, stdout } = await run('webhooks-replay', '--failed');
      assert.equal(code, 1);
      assert.deepEqual(stdout.trim().split('\n'), [
        `${weather}  sandbox  weather.changed  skipped`,
        `${empty}  sandbox  weather.changed  error: the body is not an event`,
        '2 replayed: 1 processed, 1 not',
      ]);
    });

    it('by their ids', async () => {
      const { code, stdout } = await run('webhooks-replay', weather);
      assert.deepEqual([code, stdout], [0, `${weather}  sandbox  weather.changed  skipped\n1 replayed: 1 processed, 0 not\n`]);
    });

    it('but no forged ones, none that are not there, and not without being told which', async () => {
      const [wrong, unknown, odd, nothing, both] = await Promise.all([
        run('webhooks-replay', forged),
        run('webhooks-replay', randomUUID()),
        run('webhooks-replay', 'latest'),
        run('webhooks-replay'),
        run('webhooks-replay', '--failed', weather),
      ]);
      assert.deepEqual([wrong.code, unknown.code, odd.code, nothing.code, both.code], [1, 1, 2, 2, 2]);
      assert.match(wrong.stderr, /webhook delivery/);
      assert.match(odd.stderr, /latest is no id of a delivery/);
    });
  });

  it('say how they are called, and refuse what they do not know', async () => {
    const [help, unknown, positional, incomplete, nothing] = await Promise.all([
      run('ledger-audit', '--help'),
      run('ledger-audit', '--repair'),
      run('ledger-audit', 'everything'),
      run('admin-create'),
      run('make-coffee'),
    ]);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, /^npm run ledger:audit/);
    assert.deepEqual([unknown.code, positional.code, incomplete.code, nothing.code], [2, 2, 2, 1]);
    assert.match(unknown.stderr, /--repair[\s\S]*npm run ledger:audit/);
    assert.match(nothing.stderr, /there is no "make-coffee" to start/);
  });

  it('do not seed a production', async () => {
    const production = {
      ...env,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://music.example',
      DATABASE_URL: `sqlite:${join(directory, 'production.sqlite')}`,
      JWT_PRIVATE_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      MAILER: 'smtp',
      SMTP_HOST: '127.0.0.1',
      PAYMENT_PROVIDER: 'none',
      TRANSFER_PROVIDER: 'none',
    };
    const { code, stderr } = await runIn(production, 'seed');
    assert.equal(code, 1);
    assert.match(stderr, /not for production/);
  });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDatabase } from '#adapters/persistence/open-database.ts';
import { readConfig } from '#bootstrap/config.ts';
import { runApi } from '#bootstrap/run-api.ts';
import { databases } from '#test/support/databases.ts';

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
    for (const name of [
      'refunds',
      'transfers',
      'lost_transfers',
      'reversals',
      'lost_reversals',
      'sent_transfers',
      'payouts',
      'seller_accounts',
    ])
      assert.ok(classes.includes(name), name);
  });

  it('say that an installation is well', async () => {
    const { code, stdout } = await run('doctor');
    assert.equal(code, 0, stdout);
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/\d+/, 'n')),
      [
        'ok     configuration  read, for test',
        'ok     database       sqlite, reachable and up to date',
        'ok     storage        local, can be written',
        'ok     payments       sandbox answers, and takes our key',
        'ok     transfers      sandbox answers, and takes our key',
        'ok     schedules      n on time',
        'ok     dead letters   none',
        'ok     ledger         n transactions balance',
        'all is well',
      ],
    );
  });

  it('say what is wrong with one', async () => {
    const misconfigured = await runIn({ ...env, PORT: 'eighty', PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'x' }, 'doctor');
    assert.equal(misconfigured.code, 1);
    assert.deepEqual(misconfigured.stdout.trim().split('\n'), [
      'FAULT  configuration  PORT: must be a whole number from 0 to 65535',
      'FAULT  configuration  STRIPE_WEBHOOK_SECRET is required with PAYMENT_PROVIDER=stripe',
      '2 things are wrong',
    ]);
    const unborn = await runIn({ ...env, DATA_DIR: join(directory, 'unborn') }, 'doctor');
    assert.equal(unborn.code, 1);
    assert.match(unborn.stdout, /^FAULT {2}database {7}sqlite, \d+ migration\(s\) behind: start the server, which migrates it$/m);
    assert.match(unborn.stdout, /^ok {5}storage/m);
  });

  it('say what has gone wrong in one: schedules that never ran, and jobs that died', async () => {
    const stopped = { ...env, DATA_DIR: join(directory, 'stopped') };
    assert.equal((await runIn(stopped, 'ledger-audit')).code, 0);
    assert.match((await runIn(stopped, 'doctor')).stdout, /^FAULT {2}schedules {6}none has ever run: is there a process with workers\?$/m);
    const { unitOfWork, writer, close } = await openDatabase(readConfig(stopped).database);
    const long = new Date(Date.now() - 90 * 86_400_000);
    await unitOfWork.run(async () => {
      await writer.run("insert into job_schedules (job_name, since, next_run_at) values ('reconcile', ?, ?)", [long, long]);
      await writer.run(
        "insert into jobs (id, name, payload, state, attempts, run_at, enqueued_at, died_at) values (?, 'send-mail', '{}', 'dead', 8, ?, ?, ?)",
        [randomUUID(), long, long, long],
      );
    });
    await close();
    const { code, stdout } = await runIn(stopped, 'doctor');
    assert.equal(code, 1);
    assert.match(stdout, /^FAULT {2}schedules {6}overdue: .*reconcile \(never\).*: is there a process with workers\?$/m);
    assert.match(stdout, /^FAULT {2}dead letters {3}1 of send-mail: see \/admin\/jobs$/m);
    assert.match(stdout, /^2 things are wrong$/m);
  });

  it('say how PostgreSQL is, before and after it was migrated', async () => {
    const postgres = await databases.find(({ name }) => name === 'postgres')?.create();
    assert.ok(postgres?.config.dialect === 'postgres');
    const elsewhere = { ...env, DATABASE_URL: postgres.config.url };
    const before = await runIn(elsewhere, 'doctor');
    assert.match(before.stdout, /^FAULT {2}database {7}postgres, \d+ migration\(s\) behind: run "npm run migrate"$/m);
    assert.equal((await runIn(elsewhere, 'migrate')).code, 0);
    const after = await runIn(elsewhere, 'doctor');
    assert.match(after.stdout, /^ok {5}database {7}postgres, reachable and up to date$/m);
    assert.match(after.stdout, /^1 thing is wrong$/m, after.stdout);
    const away = await runIn({ ...elsewhere, DATABASE_URL: 'postgres://127.0.0.1:1/none' }, 'doctor');
    assert.deepEqual([before.code, after.code, away.code], [1, 1, 1]);
    assert.match(away.stdout, /^FAULT {2}database {7}.*ECONNREFUSED/m);
    await postgres.remove();
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
             attempts, received_at, next_try_at) values (?, 'sandbox', ?, ?, ?, 'weather.changed', '127.0.0.1', '', 'r', 1, ?, ?)`,
          [id, payload, id !== forged, result, new Date(Date.now() - minutesAgo * 60_000), new Date(Date.now() + 3_600_000)],
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
      assert.match(wrong.stderr, /this delivery is forged/);
      assert.match(unknown.stderr, /no such webhook delivery/);
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

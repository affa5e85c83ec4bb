import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresServer } from '#test/support/postgres-server.ts';
import { runStart } from '#test/support/run-start.ts';

describe('a server that cannot start', () => {
  let directory: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'veza-start-'));
    env = { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'silent', PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(directory, 'var') };
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** Its last word. */
  async function refusal(variables: Record<string, string>, ...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await runStart(words, { env: { ...env, ...variables }, cwd: directory });
    assert.deepEqual([code, stdout], [1, ''], stderr);
    assert.doesNotMatch(stderr, /^ {4}at /m);
    return stderr.trim();
  }

  it('says that PostgreSQL cannot be reached and why, and keeps the password to itself', async () => {
    const away = { DATABASE_URL: 'postgres://veza:hunter2@127.0.0.1:1/music?password=hunter2' };
    for (const words of [[], ['worker'], ['ledger-audit'], ['migrate']])
      assert.equal(
        await refusal(away, ...words),
        'the database postgres://veza@127.0.0.1:1/music cannot be reached (connect ECONNREFUSED 127.0.0.1:1): see that PostgreSQL runs there, that the database exists and that DATABASE_URL is right',
      );
  });

  it('says that a database is not there, and makes none', async () => {
    const { admin, urlOf } = await postgresServer();
    assert.match(await refusal({ DATABASE_URL: urlOf('mistyped') }), /cannot be reached \(database "mistyped" does not exist\): see/);
    assert.deepEqual((await admin.query("select 1 from pg_database where datname = 'mistyped'")).rows, []);
  });

  it('says that a password is wrong', async () => {
    const { urlOf } = await postgresServer();
    const url = new URL(urlOf('postgres'));
    url.password = 'hunter2';
    const said = await refusal({ DATABASE_URL: url.href });
    assert.match(said, /cannot be reached \(password authentication failed for user "veza"\): see/);
    assert.doesNotMatch(said, /hunter2/);
  });
});

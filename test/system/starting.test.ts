import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
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

  it('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const said = await refusal({ PORT: String(port) }).finally(() => other.close());
    assert.equal(said, `port ${port} of 127.0.0.1 is taken: stop what listens there, or set PORT to another one`);
  });

  it('says that its host is no address of this machine', async () => {
    assert.match(
      await refusal({ HOST: '192.0.2.1' }),
      /^HOST=192\.0\.2\.1 is no address of this machine \(.+\): set it to one, or to 0\.0\.0\.0/,
    );
  });

  it('says that a SQLite file cannot be opened', async () => {
    await writeFile(join(directory, 'song.wav'), 'R'.repeat(4096));
    for (const name of ['song.wav', '.', 'song.wav/veza.sqlite'])
      assert.match(
        await refusal({ DATABASE_URL: `sqlite:${name}` }),
        /^the database \/.+ cannot be opened \(.+\): see that DATABASE_URL names a SQLite file that this user may write$/,
      );
  });

  it('says which file of its data directory is in the way', async () => {
    await mkdir(join(directory, 'var'));
    await writeFile(join(directory, 'var', 'media'), '');
    assert.match(await refusal({}), /^Veza could not start: EEXIST: file already exists, mkdir '.+\/var\/media'$/);
  });

  it('says that its data directory cannot be made, where the kernel says that there is no such place', async () => {
    assert.match(await refusal({ DATA_DIR: '/proc/nope' }), /DATA_DIR: \/proc\/nope cannot be used \(.+\): name a directory that /);
  });
});

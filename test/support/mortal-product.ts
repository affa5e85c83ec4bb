import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const start = resolve(import.meta.dirname, '../../scripts/start.mjs');

type Line = { event: string; [field: string]: unknown };

/** The product in a process of its own, which can be killed without a word and started again. */
export class MortalProduct {
  readonly #variables: Record<string, string>;
  #child: ChildProcess | null = null;
  url = '';
  /** What it has logged, without level and time. */
  readonly said: Line[] = [];

  constructor(variables: Record<string, string>) {
    this.#variables = { ...variables, LOG_LEVEL: 'info' };
  }

  async start(): Promise<this> {
    const child = spawn(process.execPath, [start], { env: { ...process.env, ...this.#variables }, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
    createInterface({ input: child.stdout })
      .on('line', (line) => {
        const { level, time, ...said } = JSON.parse(line);
        this.said.push(said);
        if (said.event !== 'listening') return;
        this.url = `http://127.0.0.1:${said.port}`;
        resolve();
      })
      .on('close', () => reject(new Error('the product ended before it listened')));
    await listening;
    return this;
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'close');
  }
}

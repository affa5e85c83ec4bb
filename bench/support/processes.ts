import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
const canYield = spawnSync('nice', ['true']).status === 0;

/**
 * One process on one core, where the machine can pin; the load generator stays on the other. One that is `yielding` lets others
 * on its core go first, as load should that shares it with what measures.
 */
export class BenchProcess {
  readonly child: ChildProcess;

  constructor(script: string, options: { args?: string[]; core?: number; yielding?: boolean; env?: Record<string, string> } = {}) {
    const command = [...(options.yielding && canYield ? ['nice', '-n', '10'] : []), process.execPath, script, ...(options.args ?? [])];
    const pinned = canPin && options.core !== undefined ? ['taskset', '-c', String(options.core), ...command] : command;
    this.child = spawn(pinned[0] ?? process.execPath, pinned.slice(1), {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  /** The first line that the process prints for which `read` answers something. */
  async said<T>(read: (line: string) => T | null): Promise<T> {
    if (!this.child.stdout) throw new Error('the process has no output');
    for await (const line of createInterface({ input: this.child.stdout })) {
      const found = read(line);
      if (found !== null) {
        this.child.stdout.resume();
        return found;
      }
    }
    throw new Error('the process ended without saying where it is');
  }

  /** Highest resident memory so far, in bytes (Linux: VmHWM). */
  peakMemory(): number {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

/** A server that prints `{"port":…}` once it listens. */
export async function benchServer(
  script: string,
  options: ConstructorParameters<typeof BenchProcess>[1] = {},
): Promise<{ process: BenchProcess; url: string }> {
  const server = new BenchProcess(script, options);
  const port = await server.said((line) => (line.startsWith('{') && line.includes('"port"') ? Number(JSON.parse(line).port) : null));
  return { process: server, url: `http://127.0.0.1:${port}` };
}

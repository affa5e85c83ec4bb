import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const start = resolve(import.meta.dirname, '../../scripts/start.mjs');

export type Ended = { code: number | null; stdout: string; stderr: string };

/** Runs what npm would start, to its end: a tool, or a server that does not come up. */
export function runStart(words: readonly string[], { env, cwd }: { env: Record<string, string>; cwd: string }): Promise<Ended> {
  return new Promise((ended) => {
    const child = execFile(process.execPath, [start, ...words], { env, cwd, timeout: 15_000 }, (_, stdout, stderr) =>
      ended({ code: child.exitCode, stdout, stderr }),
    );
  });
}

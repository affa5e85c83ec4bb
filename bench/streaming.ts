import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type LongTrack, withLongTrack } from './streaming/long-track.ts';
import { BenchNginx } from './streaming/nginx.ts';
import { type Figure, median } from './support/figures.ts';
import { BenchProcess, benchServer } from './support/processes.ts';

const ROUNDS = 5;
const ROUND_MS = 3000;
const CONNECTIONS = 16;
const TICKS_PER_SECOND = 100;

const loadSchema = z.object({ bytesPerSecond: z.number(), p99Ms: z.number(), failures: z.literal(0), bytes: z.number() });
type Load = { gigabytesPerSecond: number; p99Ms: number; cpuPerGigabyte: number };
type Served = { name: string; url: string; pid: number; loads: Load[] };

const script = (name: string) => resolve(import.meta.dirname, 'streaming', name);

/** Random ranges of 256 KiB of a track of 2 GiB, from us and from others, one after the other in each round. */
export function benchStreaming(): Promise<Figure[]> {
  return withLongTrack(async (track) => {
    const stops: (() => Promise<void>)[] = [];
    try {
      const others = await startOthers(track, stops);
      const ours: Served = { name: 'ours', url: track.url, pid: pidOf(track.product.process.child), loads: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const served of [ours, ...others]) served.loads.push(await loadOf(served, track.size));
      }
      return others.map((other) => figureOf(ours, other));
    } finally {
      for (const stop of stops) await stop();
    }
  });
}

async function startOthers(track: LongTrack, stops: (() => Promise<void>)[]): Promise<Served[]> {
  const others: Served[] = [];
  const nginx = await BenchNginx.start(track.file, join(track.product.dataDir, 'nginx'));
  if (nginx) {
    stops.push(() => nginx.stop());
    others.push({ name: 'nginx', url: nginx.url, pid: pidOf(nginx.child), loads: [] });
  }
  for (const [name, file] of [
    ['a bare pread server', 'bare-pread-server.ts'],
    ['createReadStream().pipe', 'pipe-server.ts'],
  ] as const) {
    const { process: server, url } = await benchServer(script(file), { args: [track.file], core: 0 });
    stops.push(() => server.stop());
    others.push({ name, url: `${url}/stream`, pid: pidOf(server.child), loads: [] });
  }
  return others;
}

function figureOf(ours: Served, other: Served): Figure {
  const goal = other.name.includes('pipe') ? 3 : 1;
  const ratios = ours.loads.map(
    ({ gigabytesPerSecond }, round) => gigabytesPerSecond / (other.loads[round]?.gigabytesPerSecond ?? Number.NaN),
  );
  return {
    name: `random 256 KiB ranges against ${other.name}`,
    ratios,
    goal: `at least ${goal.toFixed(1)}`,
    met: (ratio) => ratio >= goal,
    detail: `${described(ours)} against ${described(other)}, ${CONNECTIONS} connections`,
  };
}

function described({ loads }: Served): string {
  const middle = (read: (load: Load) => number) => median(loads.map(read)).toFixed(2);
  return `${middle((load) => load.gigabytesPerSecond)} GB/s (p99 ${middle((load) => load.p99Ms)} ms, ${middle((load) => load.cpuPerGigabyte)} CPU s/GB)`;
}

async function loadOf({ url, pid }: Served, size: number): Promise<Load> {
  const before = cpuSeconds(pid);
  const load = new BenchProcess(script('range-load.ts'), { args: [url, String(size), String(CONNECTIONS), String(ROUND_MS)], core: 1 });
  const { bytesPerSecond, p99Ms, bytes } = loadSchema.parse(await load.said((line) => JSON.parse(line)));
  await load.stop();
  return { gigabytesPerSecond: bytesPerSecond / 1e9, p99Ms, cpuPerGigabyte: (cpuSeconds(pid) - before) / (bytes / 1e9) };
}

/** User and system time so far (Linux). */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function pidOf({ pid }: { pid?: number | undefined }): number {
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}

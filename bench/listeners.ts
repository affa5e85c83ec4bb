import { resolve } from 'node:path';
import { z } from 'zod';
import { type LongTrack, withLongTrack } from './streaming/long-track.ts';
import { type Figure, median } from './support/figures.ts';
import { BenchProcess } from './support/processes.ts';

const ROUNDS = 5;
const ROUND_MS = 5000;
const LISTENERS = 100;
const BYTES_PER_SECOND = 2_000_000;
const PINGS_PER_SECOND = 500;

const pingSchema = z.object({ p50Ms: z.number(), p99Ms: z.number(), failures: z.literal(0) });
type Ping = z.output<typeof pingSchema>;

const script = (name: string) => resolve(import.meta.dirname, 'streaming', name);

/** A small read of the API at a fixed rate: alone, then beside a hundred listeners, in each round. */
export function benchListeners(): Promise<Figure[]> {
  return withLongTrack(async (track) => {
    const idle: Ping[] = [];
    const beside: Ping[] = [];
    await ping(track);
    for (let round = 0; round < ROUNDS; round += 1) {
      idle.push(await ping(track));
      const args = [track.url, String(track.size), String(LISTENERS), String(BYTES_PER_SECOND)];
      const crowd = new BenchProcess(script('crowd.ts'), { args, core: 1 });
      try {
        await crowd.said((line) => JSON.parse(line));
        beside.push(await ping(track));
      } finally {
        await crowd.stop();
      }
    }
    const p99 = (pings: Ping[]) => median(pings.map(({ p99Ms }) => p99Ms)).toFixed(1);
    return [
      {
        name: `p99 of the API beside ${LISTENERS} listeners at 2 MB/s, against idle`,
        ratios: beside.map(({ p99Ms }, round) => p99Ms / (idle[round]?.p99Ms ?? Number.NaN)),
        goal: 'at most 1.50',
        met: (ratio) => ratio <= 1.5,
        detail: `${p99(beside)} ms against ${p99(idle)} ms at ${PINGS_PER_SECOND} requests a second`,
      },
    ];
  });
}

async function ping({ url }: LongTrack): Promise<Ping> {
  const args = [url.replace(/\/stream$/, ''), String(PINGS_PER_SECOND), String(ROUND_MS)];
  const pinging = new BenchProcess(script('../support/ping.ts'), { args, core: 1 });
  const found = pingSchema.parse(await pinging.said((line) => JSON.parse(line)));
  await pinging.stop();
  return found;
}

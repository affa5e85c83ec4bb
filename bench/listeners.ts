import { resolve } from 'node:path';
import { z } from 'zod';
import { type LongTrack, withLongTrack } from './streaming/long-track.ts';
import { type Figure, median } from './support/figures.ts';
import { BenchProcess } from './support/processes.ts';

const ROUNDS = 7;
const ROUND_MS = 5000;
const LISTENERS = 100;
const BYTES_PER_SECOND = 2_000_000;
const PINGS_PER_SECOND = 500;

const pingSchema = z.object({ p50Ms: z.number(), p99Ms: z.number(), failures: z.literal(0) });
const crowdSchema = z.object({ bytesPerSecond: z.number().min(LISTENERS * BYTES_PER_SECOND * 0.95) });
type Ping = z.output<typeof pingSchema>;

const script = (name: string) => resolve(import.meta.dirname, 'streaming', name);

/** A small read of the API at a fixed rate: alone, then beside a hundred listeners, in each round. */
export function benchListeners(): Promise<Figure[]> {
  return withLongTrack(async (track) => {
    const idle: Ping[] = [];
    const beside: Ping[] = [];
    const heard: number[] = [];
    await ping(track);
    for (let round = 0; round < ROUNDS; round += 1) {
      idle.push(await ping(track));
      const { found, bytesPerSecond } = await besideCrowd(track, () => ping(track));
      beside.push(found);
      heard.push(bytesPerSecond / 1e6);
    }
    const p99 = (pings: Ping[]) => median(pings.map(({ p99Ms }) => p99Ms)).toFixed(1);
    return [
      {
        name: `p99 of the API beside ${LISTENERS} listeners at 2 MB/s, against idle`,
        ratios: beside.map(({ p99Ms }, round) => p99Ms / (idle[round]?.p99Ms ?? Number.NaN)),
        goal: 'at most 1.50',
        met: (ratio) => ratio <= 1.5,
        detail: `${p99(beside)} ms against ${p99(idle)} ms at ${PINGS_PER_SECOND} requests a second, ${median(heard).toFixed(0)} MB/s heard`,
      },
    ];
  });
}

/** The listeners are all there before what is done beside them, outlast it, and must have got what they came for. */
async function besideCrowd<T>({ url, size }: LongTrack, act: () => Promise<T>): Promise<{ found: T; bytesPerSecond: number }> {
  const args = [url, String(size), String(LISTENERS), String(BYTES_PER_SECOND)];
  const crowd = new BenchProcess(script('crowd.ts'), { args, core: 1, yielding: true });
  try {
    await crowd.said((line) => JSON.parse(line));
    const found = await act();
    const over = crowd.said((line) => crowdSchema.parse(JSON.parse(line)));
    await crowd.stop();
    return { found, ...(await over) };
  } finally {
    await crowd.stop();
  }
}

async function ping({ url }: LongTrack): Promise<Ping> {
  const args = [url.replace(/\/stream$/, ''), String(PINGS_PER_SECOND), String(ROUND_MS)];
  const pinging = new BenchProcess(script('../support/ping.ts'), { args, core: 1 });
  const found = pingSchema.parse(await pinging.said((line) => JSON.parse(line)));
  await pinging.stop();
  return found;
}

import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Figure, median } from './support/figures.ts';
import { BenchProcess } from './support/processes.ts';
import { BenchProduct } from './support/product.ts';

const ROUNDS = 7;
const ROUND_SECONDS = 5;
const STORM_LEADS_MS = 500;
const FORGED_PER_SECOND = 2_000;
const GOOD_PER_SECOND = 500;

const pingSchema = z.object({ p50Ms: z.number(), p99Ms: z.number(), failures: z.literal(0) });
const stormSchema = z.object({ refused: z.number(), perSecond: z.number() });
type Ping = z.output<typeof pingSchema>;

const script = (name: string) => resolve(import.meta.dirname, 'support', name);

/** How a good request fares beside a storm of forged webhooks: its p99, against the same with nothing else going on. */
export async function benchForgedWebhooks(): Promise<Figure[]> {
  const product = await BenchProduct.start();
  try {
    const { token } = await product.person('someone');
    const idle: Ping[] = [];
    const beside: Ping[] = [];
    await ping(product, token);
    for (let round = 0; round < ROUNDS; round += 1) {
      idle.push(await ping(product, token));
      beside.push(await besideStorm(product, () => ping(product, token)));
    }
    const shown = (pings: Ping[]) =>
      `${median(pings.map(({ p99Ms }) => p99Ms)).toFixed(2)} ms (p50 ${median(pings.map(({ p50Ms }) => p50Ms)).toFixed(2)})`;
    return [
      {
        name: 'p99 of a good request beside 2,000 forged webhooks a second, against idle',
        ratios: beside.map(({ p99Ms }, round) => p99Ms / (idle[round]?.p99Ms ?? Number.NaN)),
        goal: 'at most 2.00',
        met: (ratio) => ratio <= 2,
        detail: `${shown(beside)} against ${shown(idle)} at ${GOOD_PER_SECOND} requests a second`,
      },
    ];
  } finally {
    await product.stop();
  }
}

/** The storm begins before what is done beside it, and outlasts it. */
async function besideStorm<T>(product: BenchProduct, act: () => Promise<T>): Promise<T> {
  const seconds = ROUND_SECONDS + 1;
  const args = [`${product.url}/api/v1/webhooks/sandbox`, String(FORGED_PER_SECOND), String(seconds)];
  const storm = new BenchProcess(script('storm.ts'), { core: 1, args });
  const over = storm.said((line) => stormSchema.parse(JSON.parse(line)));
  await sleep(STORM_LEADS_MS);
  const found = await act();
  const { refused, perSecond } = await over;
  if (refused < FORGED_PER_SECOND * seconds || perSecond < FORGED_PER_SECOND * 0.95) {
    throw new Error(`the storm was only ${perSecond.toFixed(0)} a second, and ${refused} were refused`);
  }
  return found;
}

async function ping(product: BenchProduct, token: string): Promise<Ping> {
  const args = [`${product.url}/api/v1/users/me`, String(GOOD_PER_SECOND), String(ROUND_SECONDS * 1000), token];
  const pinging = new BenchProcess(script('ping.ts'), { args, core: 1 });
  const found = pingSchema.parse(await pinging.said((line) => JSON.parse(line)));
  await pinging.stop();
  return found;
}

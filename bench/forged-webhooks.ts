import { Agent, request } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, median } from './support/figures.ts';
import { BenchProcess } from './support/processes.ts';
import { BenchProduct } from './support/product.ts';

const ROUNDS = 3;
const SECONDS = 4;
const FORGED_PER_SECOND = 2_000;
const GOOD_PER_SECOND = 200;
const STORM = resolve(import.meta.dirname, 'support/storm.ts');

/** How a good request fares beside a storm of forged webhooks: its p99, against the same with nothing else going on. */
export async function benchForgedWebhooks(): Promise<Figure[]> {
  const product = await BenchProduct.start();
  try {
    const { token } = await product.person('someone');
    const idle: number[] = [];
    const stormy: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      idle.push(await p99(product, token));
      const target = `${product.url}/api/v1/webhooks/sandbox`;
      const storm = new BenchProcess(STORM, { core: 1, args: [target, String(FORGED_PER_SECOND), String(SECONDS + 1)] });
      await sleep(500);
      stormy.push(await p99(product, token));
      const { refused, perSecond } = await storm.said((line): { refused: number; perSecond: number } => JSON.parse(line));
      if (refused < FORGED_PER_SECOND * SECONDS || perSecond < FORGED_PER_SECOND * 0.8) {
        throw new Error(`the storm was only ${perSecond.toFixed(0)} a second, and ${refused} were refused`);
      }
    }
    return [
      {
        name: 'p99 of a good request beside 2,000 forged webhooks a second, against idle',
        ratios: stormy.map((value, round) => value / (idle[round] ?? Number.NaN)),
        goal: 'at most 2.00',
        met: (ratio) => ratio <= 2,
        detail: `${median(stormy).toFixed(1)} ms against ${median(idle).toFixed(1)} ms at ${GOOD_PER_SECOND} requests a second`,
      },
    ];
  } finally {
    await product.stop();
  }
}

/** At a fixed rate, whatever the answers take: a slow server is not asked less. Milliseconds. */
async function p99(product: BenchProduct, token: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times: number[] = [];
  const total = GOOD_PER_SECOND * (SECONDS - 1);
  const begun = performance.now();
  const answers: Promise<void>[] = [];
  for (let sent = 0; sent < total; sent += 1) {
    const due = begun + (sent * 1000) / GOOD_PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
    answers.push(time(product, token, agent).then((ms) => void times.push(ms)));
  }
  await Promise.all(answers);
  agent.destroy();
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length * 0.99)] ?? Number.NaN;
}

function time(product: BenchProduct, token: string, agent: Agent): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const begun = performance.now();
  const sent = request(`${product.url}/api/v1/users/me`, { agent, headers: { authorization: `Bearer ${token}` } });
  sent.on('response', (response) => {
    response.resume().on('end', () => resolve(performance.now() - begun));
  });
  sent.on('error', reject).end();
  return promise;
}

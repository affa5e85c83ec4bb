import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { type Figure, median } from './support/figures.ts';
import { BenchProduct } from './support/product.ts';

const ROUNDS = 3;
const SECONDS = 4;
const FORGED_PER_SECOND = 2_000;
const GOOD_PER_SECOND = 200;

/** How a good request fares beside a storm of forged webhooks: its p99, against the same with nothing else going on. */
export async function benchForgedWebhooks(): Promise<Figure[]> {
  const product = await BenchProduct.start();
  try {
    const { token } = await product.person('someone');
    const idle: number[] = [];
    const stormy: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      idle.push(await p99(product, token));
      const storm = autocannon({
        url: `${product.url}/api/v1/webhooks/sandbox`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-sandbox-signature': `t=1,v1=${'0'.repeat(64)}` },
        body: JSON.stringify({ id: 'forged', type: 'payment.succeeded', object: { payment_id: 'sbxpay_1' } }),
        connections: 20,
        overallRate: FORGED_PER_SECOND,
        duration: SECONDS + 1,
      });
      await sleep(500);
      stormy.push(await p99(product, token));
      const { requests } = await storm;
      if (requests.average < FORGED_PER_SECOND * 0.8) throw new Error(`the storm was only ${requests.average} a second`);
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

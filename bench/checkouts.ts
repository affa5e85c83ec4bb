import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { type Figure, median } from './support/figures.ts';
import { fsyncsPerSecond } from './support/fsync.ts';
import { BenchProcess } from './support/processes.ts';
import { BenchProduct } from './support/product.ts';

const ROUNDS = 3;
const CHECKOUTS = 600;
const BUYERS = 32;
const GOAL = { goal: 'at least 0.12', met: (ratio: number) => ratio >= 0.12 };

/** `unfinished` counts what the workers still have to do: transfers and jobs. */
type Shop = { product: BenchProduct; buyer: string; productId: string; agent: Agent; completed: () => number; unfinished: () => number };
type Round = { fsyncs: number; checkouts: number };
type HttpRound = Round & { withAllThatFollows: number };
const coreSchema = z.array(z.object({ fsyncs: z.number(), checkouts: z.number() }));

/**
 * Purchases as a share of how often this disk can make one 4 KiB write durable: order with its key, payment, webhook, licence,
 * ledger, jobs. First as whole purchases over HTTP, with what the workers do for each of them (transfer, mails) begun beside
 * it; then by the use cases alone, which is what the domain and the database cost.
 */
export async function benchCheckouts(): Promise<Figure[]> {
  const product = await BenchProduct.start();
  try {
    const productId = await product.product(await product.creator('seller'));
    const { token, userId } = await product.person('buyer');
    const overHttp = await measureOverHttp(product, token, productId);
    await product.process.stop();
    const core = await measureCore(product.dataDir, userId, productId);
    const followed = median(overHttp.map(({ withAllThatFollows }) => withAllThatFollows)).toFixed(0);
    return [
      figureOf('durable checkouts of the use cases as a share of the disk’s fsync rate', core, 'no HTTP, no workers'),
      figureOf('durable checkouts over HTTP as a share of the disk’s fsync rate', overHttp, `${followed} with transfers and mails`),
    ];
  } finally {
    await product.stop();
  }
}

function figureOf(name: string, rounds: readonly Round[], remark: string): Figure {
  const middle = (of: keyof Round) => median(rounds.map((round) => round[of])).toFixed(0);
  return {
    name,
    ratios: rounds.map(({ checkouts, fsyncs }) => checkouts / fsyncs),
    ...GOAL,
    detail: `${middle('checkouts')} checkouts a second (${remark}), ${middle('fsyncs')} fsyncs a second, ${BUYERS} buyers at once`,
  };
}

async function measureCore(dataDir: string, buyerId: string, productId: string): Promise<Round[]> {
  const args = [dataDir, buyerId, productId, String(CHECKOUTS), String(BUYERS), String(ROUNDS)];
  const core = new BenchProcess(resolve(import.meta.dirname, 'checkouts/core.ts'), { args, core: 0 });
  const rounds = await core.said((line) => coreSchema.parse(JSON.parse(line)));
  await core.stop();
  return rounds;
}

async function measureOverHttp(product: BenchProduct, buyer: string, productId: string): Promise<HttpRound[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: BUYERS * 2 });
  const database = new Database(join(product.dataDir, 'veza.sqlite'), { readonly: true });
  try {
    const counter = (sql: string) => {
      const statement = database.prepare<[], number>(sql).pluck();
      return () => statement.get() ?? 0;
    };
    const shop: Shop = {
      product,
      buyer,
      productId,
      agent,
      completed: counter("select count(*) from orders where status = 'completed'"),
      unfinished: counter(
        'select (select count(*) from jobs where key is null) + (select count(*) from transfers where completed_at is null)',
      ),
    };
    await measure(shop);
    const rounds: HttpRound[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(shop));
    return rounds;
  } finally {
    database.close();
    agent.destroy();
  }
}

async function measure(shop: Shop): Promise<HttpRound> {
  const fsyncs = fsyncsPerSecond(join(shop.product.dataDir, 'fsync.bin'));
  const before = shop.completed();
  const begun = performance.now();
  let started = 0;
  const buy = async () => {
    while (started < CHECKOUTS) {
      started += 1;
      const order = await post(
        shop,
        '/marketplace/orders',
        { items: [{ product_id: shop.productId }] },
        { 'idempotency-key': randomUUID() },
      );
      await post(shop, `/sandbox/payments/${order.payment.payment_id}/succeed`, {});
    }
  };
  await Promise.all(Array.from({ length: BUYERS }, buy));
  while (shop.completed() - before < CHECKOUTS) await sleep(5);
  const checkouts = CHECKOUTS / ((performance.now() - begun) / 1000);
  while (shop.unfinished() > 0) await sleep(20);
  return { fsyncs, checkouts, withAllThatFollows: CHECKOUTS / ((performance.now() - begun) / 1000) };
}

function post({ product, agent, buyer }: Shop, path: string, body: object, headers: Record<string, string> = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{ payment: { payment_id: string } }>();
  const text = JSON.stringify(body);
  const sent = request(`${product.url}/api/v1${path}`, {
    method: 'POST',
    agent,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      authorization: `Bearer ${buyer}`,
      ...headers,
    },
  });
  sent.on('response', async (response) => {
    const answer = Buffer.concat(await response.toArray()).toString();
    if (response.statusCode === 200 || response.statusCode === 201) resolve(JSON.parse(answer));
    else reject(new Error(`${path} answered ${response.statusCode}: ${answer}`));
  });
  sent.on('error', reject).end(text);
  return promise;
}

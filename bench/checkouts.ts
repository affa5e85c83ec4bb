import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { type Figure, median } from './support/figures.ts';
import { BenchProduct } from './support/product.ts';

const ROUNDS = 3;
const CHECKOUTS = 600;
const BUYERS = 32;
const FSYNC_MS = 1_000;

/** `unfinished` counts what the workers still have to do: transfers and jobs. */
type Shop = { product: BenchProduct; buyer: string; productId: string; agent: Agent; completed: () => number; unfinished: () => number };
type Round = { fsyncs: number; checkouts: number; withAllThatFollows: number };

/**
 * Whole purchases over HTTP: order with its key, payment, signed webhook, licence, ledger, jobs; as a share of how often
 * this disk can make one 4 KiB write durable. What the workers do for each of them (transfer, mails) begins beside it; how
 * many a second there are when all of that must be done, too, is told with it.
 */
export async function benchCheckouts(): Promise<Figure[]> {
  const product = await BenchProduct.start();
  const agent = new Agent({ keepAlive: true, maxSockets: BUYERS * 2 });
  const database = new Database(join(product.dataDir, 'veza.sqlite'), { readonly: true });
  try {
    const productId = await product.product(await product.creator('seller'));
    const { token: buyer } = await product.person('buyer');
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
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(shop));
    const middle = (of: keyof Round) => median(rounds.map((round) => round[of])).toFixed(0);
    return [
      {
        name: 'durable checkouts as a share of the disk’s fsync rate',
        ratios: rounds.map(({ checkouts, fsyncs }) => checkouts / fsyncs),
        goal: 'at least 0.12',
        met: (ratio) => ratio >= 0.12,
        detail: `${middle('checkouts')} checkouts a second (${middle('withAllThatFollows')} with transfers and mails), ${middle('fsyncs')} fsyncs a second, ${BUYERS} buyers at once`,
      },
    ];
  } finally {
    database.close();
    agent.destroy();
    await product.stop();
  }
}

async function measure(shop: Shop): Promise<Round> {
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

/** Writes of 4 KiB at one place, each made durable by fdatasync, as a database's log does at its best. */
function fsyncsPerSecond(path: string): number {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096, 1);
  const begun = performance.now();
  let count = 0;
  while (performance.now() - begun < FSYNC_MS) {
    writeSync(file, block, 0, block.length, 0);
    fdatasyncSync(file);
    count += 1;
  }
  closeSync(file);
  return count / ((performance.now() - begun) / 1000);
}

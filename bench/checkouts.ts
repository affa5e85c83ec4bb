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

type Shop = { product: BenchProduct; buyer: string; productId: string; agent: Agent; completed: () => number };

/**
 * Whole purchases over HTTP: order with its key, payment, signed webhook, licence, ledger, jobs; as a share of how often
 * this disk can make one 4 KiB write durable. What the workers do afterwards for each (transfer, mails) runs beside it.
 */
export async function benchCheckouts(): Promise<Figure[]> {
  const product = await BenchProduct.start();
  const agent = new Agent({ keepAlive: true, maxSockets: BUYERS * 2 });
  const database = new Database(join(product.dataDir, 'veza.sqlite'), { readonly: true });
  try {
    const productId = await product.product(await product.creator('seller'));
    const { token: buyer } = await product.person('buyer');
    const count = database.prepare<[], number>("select count(*) from orders where status = 'completed'").pluck();
    const shop: Shop = { product, buyer, productId, agent, completed: () => count.get() ?? 0 };
    const checkouts: number[] = [];
    const fsyncs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      fsyncs.push(fsyncsPerSecond(join(product.dataDir, 'fsync.bin')));
      checkouts.push(await checkoutsPerSecond(shop));
    }
    return [
      {
        name: 'durable checkouts as a share of the disk’s fsync rate',
        ratios: checkouts.map((value, round) => value / (fsyncs[round] ?? Number.NaN)),
        goal: 'at least 0.12',
        met: (ratio) => ratio >= 0.12,
        detail: `${median(checkouts).toFixed(0)} checkouts a second, ${median(fsyncs).toFixed(0)} fsyncs a second, ${BUYERS} buyers at once`,
      },
    ];
  } finally {
    database.close();
    agent.destroy();
    await product.stop();
  }
}

async function checkoutsPerSecond(shop: Shop): Promise<number> {
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
  return CHECKOUTS / ((performance.now() - begun) / 1000);
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

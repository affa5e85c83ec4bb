import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import autocannon from 'autocannon';
import Database from 'better-sqlite3';
import { type Figure, median } from './support/figures.ts';
import { benchServer } from './support/processes.ts';
import { BenchProduct } from './support/product.ts';

const ROUNDS = 5;
const SECONDS = 3;
const PRODUCTS = 2_000;

/** The product list and the product page, as a share of a bare node:http server that answers the same bytes. */
export async function benchReads(): Promise<Figure[]> {
  const product = await BenchProduct.start();
  try {
    const seller = await product.creator('seller');
    const productId = await product.product(seller);
    fillCatalogue(join(product.dataDir, 'veza.sqlite'), productId);
    return [
      await share(product, 'product list', '/api/v1/marketplace/products'),
      await share(product, 'product page', `/api/v1/marketplace/products/${productId}`),
    ];
  } finally {
    await product.stop();
  }
}

async function share(product: BenchProduct, name: string, path: string): Promise<Figure> {
  const file = join(product.dataDir, 'body.json');
  writeFileSync(file, Buffer.from(await (await fetch(product.url + path)).arrayBuffer()));
  const bare = await benchServer(resolve(import.meta.dirname, 'support/bare-json-server.ts'), { args: [file], core: 0 });
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      theirs.push(await perSecond(`${bare.url}/`));
      ours.push(await perSecond(product.url + path));
    }
  } finally {
    await bare.process.stop();
  }
  return {
    name: `${name} against a bare node:http server`,
    ratios: ours.map((value, round) => value / (theirs[round] ?? Number.NaN)),
    goal: 'at least 0.30',
    met: (ratio) => ratio >= 0.3,
    detail: `${median(ours).toFixed(0)} against ${median(theirs).toFixed(0)} requests a second, ${PRODUCTS} products, 50 connections`,
  };
}

async function perSecond(url: string): Promise<number> {
  const result = await autocannon({ url, connections: 50, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url} failed ${result.non2xx + result.errors} times`);
  return result.requests.average;
}

/** Copies of one product, under ids of their own. */
function fillCatalogue(path: string, productId: string): void {
  const database = new Database(path);
  const original = database.prepare<[string], Record<string, unknown>>('select * from products where id = ?').get(productId);
  if (!original) throw new Error('the product is not there');
  const columns = Object.keys(original);
  const insert = database.prepare(`insert into products (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`);
  database.transaction(() => {
    for (let made = 0; made < PRODUCTS; made += 1) insert.run(columns.map((column) => (column === 'id' ? randomUUID() : original[column])));
  })();
  database.close();
}

import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { BenchProduct } from './support/product.ts';

const N = Number(process.env.N ?? 600),
  B = Number(process.env.B ?? 32),
  ROUNDS = Number(process.env.R ?? 4);
const setup = await BenchProduct.start();
const url = setup.url;
const productId = await setup.product(await setup.creator('seller'));
const { token: buyer } = await setup.person('buyer');
await sleep(300);
const agent = new Agent({ keepAlive: true, maxSockets: B * 2 });
const db = new Database(join(setup.dataDir, 'veza.sqlite'), { readonly: true });
const count = db.prepare("select count(*) from orders where status = 'completed'").pluck();
const jobs = db.prepare('select count(*) from jobs').pluck();
const due = db.prepare("select count(*) from transfers where status <> 'completed'").pluck();
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  new Promise<any>((resolve, reject) => {
    const text = JSON.stringify(body);
    const sent = request(`${url}/api/v1${path}`, {
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
      const a = Buffer.concat(await response.toArray()).toString();
      if (response.statusCode! < 300) resolve(JSON.parse(a));
      else reject(new Error(a));
    });
    sent.on('error', reject).end(text);
  });
const cpu = () => {
  const s = readFileSync(`/proc/${setup.process.child.pid}/stat`, 'utf8');
  const f = s.slice(s.lastIndexOf(')') + 2).split(' ');
  return (Number(f[11]) + Number(f[12])) / 100;
};
for (let r = 0; r < ROUNDS; r += 1) {
  const before = Number(count.get());
  let started = 0;
  const t = performance.now();
  const c0 = cpu();
  await Promise.all(
    Array.from({ length: B }, async () => {
      while (started < N) {
        started += 1;
        const o = await post('/marketplace/orders', { items: [{ product_id: productId }] }, { 'idempotency-key': randomUUID() });
        await post(`/sandbox/payments/${o.payment.payment_id}/succeed`, {});
      }
    }),
  );
  while (Number(count.get()) - before < N) await sleep(5);
  const s = (performance.now() - t) / 1000;
  const c1 = cpu();
  const left = jobs.get(),
    open = due.get();
  if (!process.env.NODRAIN) while (Number(jobs.get()) > 2 || Number(due.get()) > 0) await sleep(20);
  const s2 = (performance.now() - t) / 1000;
  console.log(
    `${(N / s).toFixed(0)} checkouts/s, cpu ${(((c1 - c0) / N) * 1000).toFixed(2)} ms each; jobs left ${left} transfers ${open}; with all that follows ${(N / s2).toFixed(0)}/s, cpu ${(((cpu() - c0) / N) * 1000).toFixed(2)} ms each`,
  );
}
db.close();
agent.destroy();
await setup.process.stop();
rmSync(setup.dataDir, { recursive: true });

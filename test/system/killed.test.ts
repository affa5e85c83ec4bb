import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#test/support/eventually.ts';
import { freePort } from '#test/support/free-port.ts';
import { MortalProduct } from '#test/support/mortal-product.ts';
import { type Person, RunningProduct } from '#test/support/running-product.ts';
import { ask, placed } from '#test/support/system-shop.ts';
import { Broken } from '../../scripts/tour/reply.ts';

const DEATHS = 2;
const BUYERS = 8;
const BUSY_MS = 700;
const everyTransfer = 'select count(*) as n from transfers';

for (const database of ['sqlite', 'postgres'] as const) {
  describe(`a process that is killed in the middle of many purchases, on ${database}`, () => {
    let product: RunningProduct;
    let process: MortalProduct;
    const answered: string[] = [];
    const paid: string[] = [];
    let admin: Person;

    before(async () => {
      const launch = async (variables: Record<string, string>) => {
        process = await new MortalProduct(variables).start();
        return process;
      };
      product = await RunningProduct.start({ database, launch, environment: { PORT: String(await freePort()) } });
      admin = await product.person('admin');
      const [seller, buyer] = [await product.person('creator'), await product.person()];
      const track = { track_id: await product.track(seller), title: 'A track', licence: 'basic', price: { amount: 1299, currency: 'EUR' } };
      const id = (await seller.post('/marketplace/products', track)).is(201).text('id');
      (await seller.post(`/marketplace/products/${id}/publish`)).is(200);
      for (let death = 0; death < DEATHS; death += 1) {
        const buying = Array.from({ length: BUYERS }, () => buyUntilItDies(buyer, id));
        await pause(BUSY_MS);
        await process.kill();
        await Promise.all(buying);
        await process.start();
      }
    });
    after(() => product.stop());

    async function buyUntilItDies(buyer: Person, productId: string): Promise<void> {
      try {
        for (;;) {
          const order = placed((await ask(buyer, [productId])).is(201));
          answered.push(order.id);
          (await buyer.post(`/sandbox/payments/${order.paymentId}/succeed`)).is(200);
          paid.push(order.id);
        }
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
      }
    }

    const count = async (sql: string, ids: readonly string[] = []) => {
      const places = ids.map(() => '?').join(', ');
      const [row] = await product.sql(sql.replace('(?)', `(${places})`), ids);
      return Number(row?.['n']);
    };

    it('loses no order that it has answered', async () => {
      assert.ok(paid.length > BUYERS);
      assert.equal(await count('select count(*) as n from orders where id in (?)', answered), answered.length);
    });

    it('completes every order that was paid, each of them once', async () => {
      await eventually('end of every paid order', async () => {
        (await admin.post('/admin/reconcile', { all: true })).is(200);
        const open = await count("select count(*) as n from orders where status = 'pending' and id in (?)", paid);
        return open === 0 ? true : null;
      });
      for (const rows of ['licences where order_id', 'transfers where order_id', "ledger_transactions where kind = 'sale' and order_id"]) {
        assert.equal(await count(`select count(*) as n from ${rows} in (?)`, paid), paid.length, rows);
      }
    });

    it('keeps its books balanced, and pays the seller for every sale', async () => {
      const leasesLapse = 'update transfers set next_retry_at = created_at where completed_at is null';
      await product.sql(leasesLapse);
      await eventually('transfer of every share', async () => {
        (await admin.post('/admin/reconcile', { all: true })).is(200);
        return (await count('select count(*) as n from transfers where completed_at is null')) === 0 ? true : null;
      });
      assert.equal(await count("select count(*) as n from ledger_transactions where kind = 'transfer'"), await count(everyTransfer));
      const audit = (await admin.get('/admin/ledger/audit')).is(200);
      assert.deepEqual([audit.at('balanced'), audit.at('faults')], [true, []]);
    });
  });
}

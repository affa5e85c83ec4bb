import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ConsoleWorld } from '#test/support/console-world.ts';

const DAY = 86_400_000;
const DAYS = 30;

export type Stage = { world: ConsoleWorld; refundedId: string; failedTransferId: string };

/** What an operator may find on an ordinary day: sales, a refund, a transfer that failed, a dead job, a forged webhook. */
export async function setStage(): Promise<Stage> {
  const world = await ConsoleWorld.open();
  try {
    return await fill(world);
  } catch (error) {
    await world.close();
    throw error;
  }
}

async function fill(world: ConsoleWorld): Promise<Stage> {
  rememberSales(world);
  await world.sale({ amount: 4900, title: 'Night drive' });
  const refundedId = await world.sale({ amount: 1299, title: 'Low tide' });
  await world.refund(refundedId);
  await world.order({ amount: 700, title: 'Unpaid' });
  const failedTransferId = await failTransfer(world);
  await world.deadJob(refundedId);
  await world.visitor().post('/webhooks/sandbox', { id: 'evt_forged', type: 'payment.succeeded', object: { payment_id: 'sbxpay_0' } });
  return { world, refundedId, failedTransferId };
}

/** A month of sales in the books, for the chart: past days cannot be lived through. */
function rememberSales({ product, seller }: ConsoleWorld): void {
  const database = new Database(join(product.dataDir, 'veza.sqlite'), { timeout: 5_000 });
  const [payable, connect] = [`seller:${seller.id}:payable`, `seller:${seller.id}:connect`];
  const remember = database.transaction(() => {
    for (let day = DAYS; day > 0; day -= 1) {
      const at = Date.now() - day * DAY;
      const paid = 3000 + ((day * 7919) % 5000);
      const fee = Math.floor(paid / 10);
      post(database, 'sale', at, { 'psp:sandbox:EUR': paid, 'platform:fees': -fee, [payable]: fee - paid });
      if (day % 3 === 0) post(database, 'transfer', at, { [payable]: 2 * paid, [connect]: -2 * paid });
    }
  });
  remember();
  database.close();
}

function post(database: Database.Database, kind: string, at: number, entries: Record<string, number>): void {
  const id = randomUUID();
  const insert = database.prepare('insert into ledger_entries (transaction_id, line, account, amount, currency) values (?, ?, ?, ?, ?)');
  Object.entries(entries).forEach(([account, amount], line) => {
    insert.run(id, line + 1, account, amount, 'EUR');
  });
  database.prepare('insert into ledger_transactions (id, kind, subject_id, posted_at) values (?, ?, ?, ?)').run(id, kind, randomUUID(), at);
}

/** While the seller's account takes nothing, a share waits; that it failed for good is made up, and can be put right. */
async function failTransfer(world: ConsoleWorld): Promise<string> {
  const [account] = await world.product.sql('select account_id from seller_accounts where seller_id = ?', [world.seller.id]);
  const path = `/sandbox/accounts/${account?.['account_id']}`;
  await world.seller.post(`${path}/restrict`);
  const { id, paymentId } = await world.order({ amount: 2500, title: 'Stuck' });
  (await world.buyer.post(`/sandbox/payments/${paymentId}/succeed`)).is(200);
  await world.waitFor('waiting transfer', 'select id from transfers where order_id = ? and last_error is not null', id);
  const [transfer] = await world.product.sql(
    `update transfers set status = 'permanently_failed', attempts = 8, next_retry_at = null,
       last_error = 'the bank of the connected account did not answer', version = version + 1 where order_id = ? returning id`,
    [id],
  );
  (await world.seller.post(`${path}/activate`)).is(200);
  return String(transfer?.['id']);
}

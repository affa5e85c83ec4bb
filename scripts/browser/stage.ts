import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ConsoleWorld } from '#test/support/console-world.ts';

const amounts = [1900, 4900, 1299, 2900, 700, 9900, 1500, 3900, 5900, 1299];
const EVERY_MS = 3 * 86_400_000;

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
  await rememberSales(world);
  await world.sale({ amount: 4900, title: 'Night drive' });
  const refundedId = await world.sale({ amount: 1299, title: 'Low tide' });
  await world.refund(refundedId);
  await world.order({ amount: 700, title: 'Unpaid' });
  const failedTransferId = await failTransfer(world);
  await world.deadJob(refundedId);
  await world.visitor().post('/webhooks/sandbox', { id: 'evt_forged', type: 'payment.succeeded', object: { payment_id: 'sbxpay_0' } });
  return { world, refundedId, failedTransferId };
}

/** A month of sales, for the chart. The books only grow: for past days this one installation has to forget that. */
async function rememberSales(world: ConsoleWorld): Promise<void> {
  const orderIds: string[] = [];
  for (const amount of amounts) orderIds.push(await world.sale({ amount }));
  const database = new Database(join(world.product.dataDir, 'veza.sqlite'), { timeout: 5_000 });
  database.exec('drop trigger ledger_transactions_append_only_update');
  const move = database.prepare('update ledger_transactions set posted_at = posted_at - ? where order_id = ?');
  orderIds.forEach((orderId, index) => {
    move.run((orderIds.length - index) * EVERY_MS, orderId);
  });
  database.close();
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

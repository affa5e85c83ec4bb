import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { type DayBalance, LedgerHistory, OperatorRecords, OrderStories } from '#application/operations/ports.ts';
import { timeLineOf } from '#application/operations/time-line.ts';
import { DeliveryLog } from '#application/payments/delivery-log.ts';
import type { Actor } from '#application/shared/actor.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

const DAY = 86_400_000;

for (const database of databases) {
  describe(`what an operator reads, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let sold: OrderSnapshot;
    before(async () => {
      shop = await Shop.open(database);
      seller = await shop.user('creator');
      const buyer = await shop.user();
      sold = await shop.purchase(buyer, [await shop.product(seller)]);
      shop.clock.tick(2 * DAY);
      await shop.settleRefund((await shop.refund(sold, buyer)).id, 'succeeded');
      await shop.drainJobs();
      await shop.order(buyer, [await shop.product(seller, { price: 500, currency: 'USD' })]);
    });
    after(() => shop.close());

    it('is every state of the money with its sum and its oldest row', async () => {
      const lines = await (await shop.get(OperatorRecords)).moneyInMotion();
      const orders = lines
        .filter(({ subject }) => subject === 'orders')
        .map(({ state, currency, count, sum, oldestAt }) => `${count} ${state}: ${sum} ${currency}, ${oldestAt.getTime()}`);
      const now = shop.clock.now().getTime();
      assert.deepEqual(orders.sort(), [`1 pending: 500 USD, ${now}`, `1 refunded: 1000 EUR, ${now - 2 * DAY}`]);
      assert.deepEqual(
        lines.filter(({ subject }) => subject === 'refunds').map(({ state, count, sum }) => [state, count, sum]),
        [['succeeded', 1, 1000n]],
      );
    });

    it('is the webhooks that failed, contradict the books, or were forged since a moment', async () => {
      const log = await shop.get(DeliveryLog);
      const records = await shop.get(OperatorRecords);
      const now = shop.clock.now();
      const deliver = async (result: 'ok' | 'error: away' | 'quarantined: amount' | 'signature_invalid', receivedAt = now) =>
        log.receive(
          {
            ...{ id: randomUUID(), provider: 'sandbox', payload: '{}', signatureValid: result !== 'signature_invalid', result },
            ...{ eventId: null, eventType: 'x', sourceIp: '', userAgent: '', requestId: 'r', attempts: 0, receivedAt, processedAt: null },
          },
          null,
        );
      for (const result of ['ok', 'error: away', 'quarantined: amount', 'signature_invalid'] as const) await deliver(result);
      await deliver('signature_invalid', new Date(now.getTime() - 2 * DAY));
      const day = await records.webhooksSince(new Date(now.getTime() - DAY));
      assert.deepEqual(day, { received: 4, failed: 1, quarantined: 1, forged: 1 });
    });

    it('is the balance of the books at the end of each day', async () => {
      const history = await shop.get(LedgerHistory);
      const now = shop.clock.now();
      const ago = (days: number) => new Date(now.getTime() - days * DAY);
      const daily = await history.daily(ago(3), now);
      const of = (group: DayBalance['group'], all = daily) => all.filter((each) => each.group === group).map(({ balance }) => balance);
      assert.deepEqual(of('psp'), [0n, 1000n, 1000n, 0n]);
      assert.deepEqual(of('fees'), [0n, -100n, -100n, 0n]);
      assert.deepEqual(of('psp', await history.daily(ago(1), now)), [1000n, 0n]);
      await shop.purchase(await shop.user(), [await shop.product(seller)]);
      assert.deepEqual(of('psp', await history.daily(ago(1), now)), [1000n, 1000n]);
      assert.ok(daily.every(({ day }) => day.getTime() % DAY === 0));
    });

    it('is everything that happened around an order, in its order', async () => {
      const story = await (await shop.get(OrderStories)).find(sold.id);
      assert.ok(story);
      const events = timeLineOf(story);
      const told = events.map(({ what }) => what);
      const expected = ['Order placed', 'Paid and completed', 'Licence issued', 'Posted sale', 'Transfer opened', 'Refund succeeded'];
      assert.deepEqual(
        told.filter((what) => expected.includes(what)),
        expected,
      );
      assert.deepEqual([told[0], told.includes('Licence revoked'), told.includes('Posted refund')], ['Order placed', true, true]);
      const times = events.map(({ at }) => at.getTime());
      assert.deepEqual(
        times,
        times.toSorted((one, other) => one - other),
      );
      for (const { entries } of story.postings)
        assert.equal(
          entries.reduce((sum, { amount }) => sum + amount, 0n),
          0n,
        );
    });

    it('is nothing of an order that there is not', async () => {
      assert.equal(await (await shop.get(OrderStories)).find(randomUUID()), null);
    });

    it('is the payouts of all sellers, by state and page', async () => {
      const records = await shop.get(OperatorRecords);
      const now = shop.clock.now();
      for (const [status, id] of [
        ['paid', randomUUID()],
        ['failed', randomUUID()],
      ] as const)
        await shop.db.unitOfWork.run(() =>
          shop.db.writer.run(
            `insert into payouts (id, seller_id, provider, account_id, amount_amount, amount_currency, origin, created_at, status, attempts,
               failure_message, updated_at, version) values (?, ?, 'sandbox', 'a', 1500, 'EUR', 'schedule', ?, ?, 1, ?, ?, 1)`,
            [id, randomUUID(), now, status, status === 'failed' ? 'the account is closed' : null, now],
          ),
        );
      const first = await records.payouts({}, { limit: 1 });
      const second = await records.payouts({}, { limit: 1, cursor: first.nextCursor ?? '' });
      assert.deepEqual([...first.data, ...second.data].map(({ status }) => status).sort(), ['failed', 'paid']);
      const [failed] = (await records.payouts({ status: 'failed' }, { limit: 5 })).data;
      assert.deepEqual([failed?.failure, failed?.amount.amount], ['the account is closed', 1500n]);
    });
  });
}

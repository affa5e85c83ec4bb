import assert from 'node:assert/strict';
import { Money } from '#domain/shared/money.ts';
import { eventually } from '#test/support/eventually.ts';
import { ask, placed, SystemShop, titleOf, worlds } from '#test/support/system-shop.ts';

for (const world of worlds) {
  describe(`webhooks that come often, early, or not at all (${titleOf(world)})`, () => {
    let shop: SystemShop;
    before(async () => {
      shop = await SystemShop.open(world);
    });
    after(() => shop.close());
    afterEach(() => shop.checkBooks());

    const webhooks = () => shop.provider.server.webhooks;
    const stateOf = async (orders: readonly string[]) => ({
      orders: await Promise.all(orders.map(async (id) => (await shop.admin.get(`/marketplace/orders/${id}`)).is(200).bytes.toString())),
      licences: (await shop.buyer.get('/licenses/mine?limit=100')).is(200).bytes.toString(),
      refunds: await Promise.all(
        orders.map(async (id) => (await shop.admin.get(`/admin/refunds?order_id=${id}`)).is(200).bytes.toString()),
      ),
    });

    /** Workers move a seller's share between her two accounts meanwhile: that is no matter of webhooks. */
    const booksNow = async () => {
      const books: Record<string, number> = {};
      for (const [account, balance] of Object.entries(await shop.checkBooks())) {
        const name = account.replace(/:(payable|connect)$/, '');
        books[name] = (books[name] ?? 0) + balance;
      }
      return books;
    };

    it('settle a payment once when they come many times at once at every instance', async () => {
      const buyer = await shop.product.person();
      const order = await shop.order([await shop.offer()], { buyer });
      webhooks().hold();
      await shop.provider.world.pay(order.paymentId);
      await webhooks().release(() => []);
      const event = webhooks().events.at(-1);
      assert(event);
      assert.deepEqual([...new Set(await shop.deliver(event, 3))], [200]);
      assert.equal((await shop.orderThatIs(order.id, 'completed')).at('failure_code'), null);
      assert.deepEqual(await shop.licencesOf(order.id, buyer), ['active']);
      const mails = await eventually('receipt', async () => ((await shop.mailsTo(buyer)).length > 0 ? shop.mailsTo(buyer) : null));
      assert.equal(mails.length, 1, mails.join());
    });

    it('complete an order whose payment we were never answered about', async () => {
      const { server, world: outside } = shop.provider;
      server.failNext({ effect: true, outcome: 'truncated' }, shop.provider.createsPayment);
      webhooks().hold();
      const order = placed((await ask(shop.buyer, [await shop.offer()])).is(201));
      assert.equal(order.paymentId, 'null');
      const before = await outside.truth();
      await outside.pay(shop.provider.lastPayment());
      await webhooks().release();
      await shop.orderThatIs(order.id, 'completed');
      await shop.reconcile();
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
      assert.deepEqual(await outside.truth(), before);
    });

    it('settle a refund whose answer was lost, though they overtake everything else', async () => {
      const order = await shop.sale([await shop.offer()]);
      const { server, world: outside } = shop.provider;
      await webhooks().idle();
      webhooks().hold();
      server.failNext({ effect: true, outcome: 'truncated' }, shop.provider.createsRefund);
      const refund = await shop.refund(order.id);
      assert.equal(refund.providerId, 'null');
      await webhooks().release();
      await outside.settleRefund(shop.provider.lastRefund(), 'succeeded');
      await shop.orderThatIs(order.id, 'refunded');
      assert.deepEqual(await shop.licencesOf(order.id), ['revoked']);
    });

    it('of a refund may come before those of its payment', async () => {
      const order = await shop.order([await shop.offer({ amount: 1000 })]);
      await webhooks().idle();
      webhooks().hold();
      await shop.provider.world.pay(order.paymentId);
      await shop.provider.world.refundInDashboard(order.paymentId, Money.of(400n, 'EUR'));
      await webhooks().release((held) => held.toReversed());
      await webhooks().retry();
      assert.equal((await shop.orderThatIs(order.id, 'partially_refunded')).at('refunded.amount'), 400);
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
    });

    it('end the same when each comes five times, shuffled, and all of them once more afterwards', async () => {
      const orders = [
        await shop.order([await shop.offer()]),
        await shop.order([await shop.offer()]),
        await shop.order([await shop.offer()]),
      ];
      const [kept, returned, partly] = orders;
      assert(kept && returned && partly);
      const [first, delivered] = [webhooks().events.length, webhooks().deliveries.length];
      const fiveTimesShuffled = <T>(held: T[]) => shuffled(held.flatMap((event) => Array.from({ length: 5 }, () => event)));
      webhooks().hold();
      for (const { paymentId } of orders) await shop.provider.world.pay(paymentId);
      await webhooks().release(fiveTimesShuffled);
      const refunds = [await shop.refund(returned.id), await shop.refund(partly.id, { amount: 300 })];
      webhooks().hold();
      for (const { providerId } of refunds) await shop.provider.world.settleRefund(providerId, 'succeeded');
      await webhooks().release(fiveTimesShuffled);
      await shop.orderThatIs(kept.id, 'completed');
      await shop.orderThatIs(returned.id, 'refunded');
      await shop.orderThatIs(partly.id, 'partially_refunded');
      const ids = orders.map(({ id }) => id);
      const ended = { ...(await stateOf(ids)), books: await booksNow() };
      for (const event of shuffled(webhooks().events.slice(first))) {
        assert.deepEqual([...new Set(await shop.deliver(event))], [200]);
      }
      assert.deepEqual({ ...(await stateOf(ids)), books: await booksNow() }, ended);
      assert(
        webhooks()
          .deliveries.slice(delivered)
          .every(({ status }) => status === 200),
      );
    });

    it('are not needed: reconciliation alone brings every order and refund to its end', async () => {
      const { url } = webhooks();
      webhooks().url = null;
      const [paid, returned, late] = [
        await shop.order([await shop.offer()]),
        await shop.order([await shop.offer()]),
        await shop.order([await shop.offer()]),
      ];
      await shop.provider.world.pay(paid.paymentId);
      await shop.provider.world.pay(returned.paymentId);
      await shop.age('orders', late.id, 25);
      await shop.reconcile();
      await shop.orderThatIs(paid.id, 'completed');
      await shop.orderThatIs(returned.id, 'completed');
      await shop.orderThatIs(late.id, 'canceled');
      const refund = await shop.refund(returned.id);
      await shop.provider.world.settleRefund(refund.providerId, 'succeeded');
      await shop.reconcile();
      await shop.orderThatIs(returned.id, 'refunded');
      webhooks().url = url;
    });

    it('are not needed either for what the provider changes after the end', async () => {
      const [returned, failed, late] = [
        await shop.sale([await shop.offer({ amount: 1000 })]),
        await shop.sale([await shop.offer()]),
        await shop.order([await shop.offer()]),
      ];
      const refund = await shop.refund(failed.id);
      await shop.provider.world.settleRefund(refund.providerId, 'succeeded');
      await shop.orderThatIs(failed.id, 'refunded');
      await shop.age('orders', late.id, 25);
      await shop.reconcile();
      await shop.orderThatIs(late.id, 'canceled');
      const { url } = webhooks();
      webhooks().url = null;
      await shop.provider.world.refundInDashboard(returned.paymentId, Money.of(400n, 'EUR'));
      await shop.provider.world.settleRefund(refund.providerId, 'failed');
      await shop.provider.world.pay(late.paymentId);
      await shop.reconcile();
      webhooks().url = url;
      assert.equal((await shop.orderThatIs(returned.id, 'partially_refunded')).at('refunded.amount'), 400);
      await shop.orderThatIs(failed.id, 'completed');
      await shop.orderThatIs(late.id, 'completed');
      for (const { id } of [returned, failed, late]) assert.deepEqual(await shop.licencesOf(id), ['active']);
    });

    it('are given again when we could not ask the provider, and nothing is lost meanwhile', async () => {
      const order = await shop.order([await shop.offer()]);
      const { server, world: outside } = shop.provider;
      server.failNext({ effect: false, outcome: { status: 500, body: {} } }, ({ method }) => method === 'GET', 5);
      const already = webhooks().deliveries.length;
      await outside.pay(order.paymentId);
      await webhooks().idle();
      const told = webhooks().deliveries.slice(already);
      assert(
        told.some(({ status }) => status === 500),
        JSON.stringify(told.map(({ status }) => status)),
      );
      const noted = (await shop.admin.get('/admin/webhook-deliveries?result=error&limit=1')).is(200);
      assert.equal(noted.at('data.0.processed_at'), null);
      for (let retry = 0; retry < 6; retry += 1) await webhooks().retry();
      await shop.orderThatIs(order.id, 'completed');
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
    });
  });
}

/** The same order every time: a failure can be looked at. */
function shuffled<T>(things: readonly T[]): T[] {
  let seed = 42;
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed;
  };
  return things
    .map((thing) => ({ thing, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}

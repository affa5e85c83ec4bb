import assert from 'node:assert/strict';
import { eventually } from '#test/support/eventually.ts';
import type { Person } from '#test/support/running-product.ts';
import { type AccountBalance, SystemShop, titleOf, worlds } from '#test/support/system-shop.ts';

/** What the stand-in of Stripe takes for each dispute; Hyperswitch tells of no fee. */
const FEES = { stripe: 2000, hyperswitch: 0 };

for (const world of worlds) {
  describe(`disputes (${titleOf(world)})`, () => {
    let shop: SystemShop;
    let seller: Person;
    before(async () => {
      shop = await SystemShop.open(world);
    });
    after(() => shop.close());
    beforeEach(async () => {
      seller = await shop.product.person('creator');
    });

    const booksNow = async () => {
      const audit = (await shop.admin.get('/admin/ledger/audit')).is(200);
      assert.deepEqual([audit.at('balanced'), audit.at('faults')], [true, []]);
      const balances = audit.at('balances') as AccountBalance[];
      const of = (account: string) => balances.find((total) => total.account === account)?.balance.amount ?? 0;
      return { held: of(`psp:${shop.provider.name}:EUR`), losses: of('platform:losses'), fees: of('platform:fees') };
    };
    const disputed = async () => {
      const order = await shop.sale([await shop.offer({ amount: 1000 }, seller)]);
      await eventually('share', async () => ((await seller.get('/sell/balance')).at('available.amount') === 900 ? true : null));
      return { order, dispute: await shop.provider.world.openDispute(order.paymentId) };
    };
    const orderWithOutcome = (id: string, outcome: string) =>
      eventually(`dispute that is ${outcome}`, async () => {
        const order = (await shop.buyer.get(`/marketplace/orders/${id}`)).is(200);
        return order.at('dispute_outcome') === outcome ? order : null;
      });
    const balance = async () => {
      const reply = (await seller.get('/sell/balance')).is(200);
      return ['available', 'pending', 'debt'].map((part) => Number(reply.at(`${part}.amount`)));
    };

    it('that are lost take the money back from who had it, and their fee from the platform', async () => {
      const before = await booksNow();
      const { order, dispute } = await disputed();
      await eventually('dispute', async () => ((await shop.buyer.get(`/marketplace/orders/${order.id}`)).at('disputed_at') ? true : null));
      (await seller.post('/sell/payouts')).is(409);
      await shop.provider.world.closeDispute(dispute, 'lost');
      await orderWithOutcome(order.id, 'lost');
      await shop.orderThatIs(order.id, 'refunded');
      assert.deepEqual(await shop.licencesOf(order.id), ['revoked']);
      await eventually('balance of nothing', async () => (String(await balance()) === '0,0,0' ? true : null));
      const fee = FEES[shop.provider.name];
      assert.deepEqual(await booksNow(), { held: before.held - fee, losses: before.losses + fee, fees: before.fees });
      (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`)).is(400, 'ORDER_NOT_REFUNDABLE');
    });

    it('that are won change nothing in the end', async () => {
      const { order, dispute } = await disputed();
      await shop.provider.world.closeDispute(dispute, 'won');
      assert.equal((await orderWithOutcome(order.id, 'won')).at('status'), 'completed');
      assert.deepEqual(await balance(), [900, 0, 0]);
      assert.deepEqual(await shop.licencesOf(order.id), ['active']);
      (await seller.post('/sell/payouts')).is(201);
    });

    it('that are lost while a refund is under way leave what was paid back twice to an operator', async () => {
      const order = await shop.sale([await shop.offer({ amount: 1000 }, seller)]);
      const refund = await shop.refund(order.id);
      await shop.provider.world.closeDispute(await shop.provider.world.openDispute(order.paymentId), 'lost');
      await orderWithOutcome(order.id, 'lost');
      await shop.provider.world.settleRefund(refund.providerId, 'succeeded');
      await eventually('quarantined delivery', async () => {
        const found = (await shop.admin.get('/admin/webhook-deliveries?result=quarantined&limit=1')).is(200);
        return found.at('data.0.id') ? true : null;
      });
      const refunds = (await shop.admin.get(`/admin/refunds?order_id=${order.id}&status=unresolved`)).is(200);
      assert.equal(refunds.at('data.0.id'), refund.id);
      assert.deepEqual((await shop.orderThatIs(order.id, 'refunded')).at('refunded.amount'), 1000);
      await shop.reconcile();
      await booksNow();
    });

    it('are found, and brought to their end, though no webhook ever comes', async () => {
      const order = await shop.sale([await shop.offer({ amount: 1000 }, seller)]);
      const { webhooks } = shop.provider.server;
      const { url } = webhooks;
      webhooks.url = null;
      try {
        const dispute = await shop.provider.world.openDispute(order.paymentId);
        await shop.reconcile();
        assert.ok((await shop.buyer.get(`/marketplace/orders/${order.id}`)).at('disputed_at'));
        await shop.provider.world.closeDispute(dispute, 'lost');
        await shop.reconcile();
        assert.equal((await shop.orderThatIs(order.id, 'refunded')).at('dispute_outcome'), 'lost');
      } finally {
        webhooks.url = url;
      }
      await booksNow();
    });

    it('are not refunded beside the bank, and never give more back than was paid', async () => {
      const { order, dispute } = await disputed();
      await eventually('dispute', async () => ((await shop.buyer.get(`/marketplace/orders/${order.id}`)).at('disputed_at') ? true : null));
      (await shop.buyer.post(`/marketplace/orders/${order.id}/refund`)).is(409, 'ORDER_DISPUTED');
      await shop.provider.world.closeDispute(dispute, 'lost');
      await orderWithOutcome(order.id, 'lost');
      const ended = await shop.orderThatIs(order.id, 'refunded');
      assert.deepEqual(ended.at('refunded'), ended.at('total'));
      await booksNow();
    });
  });
}

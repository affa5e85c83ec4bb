import assert from 'node:assert/strict';
import { join } from 'node:path';
import { SandboxTransferBooks } from '#adapters/payouts/sandbox/sandbox-transfer-books.ts';
import { eventually } from '#test/support/eventually.ts';
import type { Person } from '#test/support/running-product.ts';
import { placed, SystemShop, titleOf, worlds } from '#test/support/system-shop.ts';

type Row = Record<string, unknown> & { amount: { amount: number } };

for (const world of worlds) {
  describe(`sellers' money (${titleOf(world)})`, () => {
    let shop: SystemShop;
    let sandbox: SandboxTransferBooks;
    before(async () => {
      shop = await SystemShop.open(world, { PAYOUT_CHECK_INTERVAL: '100ms' });
      sandbox = new SandboxTransferBooks(join(shop.product.dataDir, 'sandbox-transfers.sqlite'));
    });
    after(async () => {
      sandbox.close();
      await shop.close();
    });
    afterEach(() => shop.checkBooks());

    const balanceOf = async (seller: Person) => {
      const balance = (await seller.get('/sell/balance')).is(200);
      return ['available', 'pending', 'debt'].map((part) => Number(balance.at(`${part}.amount`)));
    };
    const balanceThatIs = (seller: Person, ...wanted: number[]) => {
      let seen: number[] = [];
      const ask = async () => {
        seen = await balanceOf(seller);
        return String(seen) === String(wanted) ? true : null;
      };
      return eventually(`balance of ${wanted}`, ask, () => seen);
    };
    const transferOf = (orderId: string, status: string) =>
      eventually(`transfer that is ${status}`, async () => {
        const found = (await shop.admin.get(`/admin/transfers?order_id=${orderId}&status=${status}`)).is(200);
        return (found.at('data') as Row[])[0] ?? null;
      });
    const payoutThatIs = (seller: Person, id: string, status: string) =>
      eventually(`payout that is ${status}`, async () => {
        const all = (await seller.get('/sell/payouts')).is(200).at('data') as Row[];
        return all.find((payout) => payout['id'] === id && payout['status'] === status) ?? null;
      });
    const refundAll = async (orderId: string) => {
      const { providerId } = await shop.refund(orderId);
      await shop.provider.world.settleRefund(providerId, 'succeeded');
      await shop.orderThatIs(orderId, 'refunded');
    };

    it('becomes a debt when a sale is refunded after it was paid out, and the next sale is netted', async () => {
      const seller = await shop.product.person('creator');
      const order = await shop.sale([await shop.offer({ amount: 1000 }, seller)]);
      await balanceThatIs(seller, 900, 0, 0);
      const payout = (await seller.post('/sell/payouts')).is(201);
      assert.equal(payout.at('amount.amount'), 900);
      await payoutThatIs(seller, payout.text('id'), 'paid');
      await refundAll(order.id);
      await balanceThatIs(seller, 0, 0, 900);
      const owed = await transferOf(order.id, 'reversal_pending');
      (await seller.post('/sell/payouts')).is(409, 'NOTHING_TO_PAY_OUT');
      const next = await shop.sale([await shop.offer({ amount: 2000 }, seller)]);
      await transferOf(next.id, 'completed');
      await balanceThatIs(seller, 900, 0, 0);
      (await seller.post('/sell/payouts', { amount: 901 })).is(409, 'PAYOUT_EXCEEDS_BALANCE');
      const retried = await shop.admin.post(`/admin/transfers/${owed['id']}/retry`);
      // On a slow machine its own next try may have come first.
      if (retried.status === 409) retried.is(409, 'TRANSFER_NOT_RETRYABLE');
      else assert.equal(retried.is(200).at('status'), 'reversed');
      await transferOf(order.id, 'reversed');
      await balanceThatIs(seller, 900, 0, 0);
      assert.equal(sandbox.balance(String(owed['account_id']), 'EUR'), 900n);
      assert.equal((await seller.post('/sell/payouts')).is(201).at('amount.amount'), 900);
    });

    it('is taken back from where it was sent, whatever account the seller has now', async () => {
      const seller = await shop.product.person('creator');
      const order = await shop.sale([await shop.offer({ amount: 1000 }, seller)]);
      const sent = await transferOf(order.id, 'completed');
      (await seller.post(`/sandbox/accounts/${sent['account_id']}/disable`)).is(200);
      assert.equal((await seller.post('/sell/onboarding', {})).is(200).at('account.status'), 'active');
      const later = await shop.sale([await shop.offer({ amount: 500 }, seller)]);
      const elsewhere = await transferOf(later.id, 'completed');
      assert.notEqual(elsewhere['account_id'], sent['account_id']);
      await refundAll(order.id);
      const reversed = await transferOf(order.id, 'reversed');
      assert.equal(reversed['account_id'], sent['account_id']);
      assert.equal(sandbox.balance(String(sent['account_id']), 'EUR'), 0n);
      assert.equal(sandbox.balance(String(elsewhere['account_id']), 'EUR'), 450n);
      await balanceThatIs(seller, 450, 0, 0);
    });

    it('comes back when the bank returns a payout that was paid', async () => {
      const seller = await shop.product.person('creator');
      await shop.sale([await shop.offer({ amount: 3000 }, seller)]);
      await balanceThatIs(seller, 2700, 0, 0);
      const payout = (await seller.post('/sell/payouts', { amount: 2000 })).is(201);
      await payoutThatIs(seller, payout.text('id'), 'paid');
      await balanceThatIs(seller, 700, 0, 0);
      (await seller.post(`/sandbox/payouts/${payout.text('provider_payout_id')}/fail`)).is(200);
      await payoutThatIs(seller, payout.text('id'), 'failed');
      await balanceThatIs(seller, 2700, 0, 0);
      const again = (await seller.post('/sell/payouts')).is(201);
      assert.equal(again.at('amount.amount'), 2700);
      (await seller.post('/sell/payouts')).is(409);
    });

    it('is paid out once of a double click', async () => {
      const seller = await shop.product.person('creator');
      await shop.sale([await shop.offer({ amount: 3000 }, seller)]);
      await balanceThatIs(seller, 2700, 0, 0);
      const clicks = await Promise.all([seller.at(0).post('/sell/payouts'), seller.at(1).post('/sell/payouts')]);
      assert.deepEqual(clicks.map(({ status }) => status).sort(), [201, 409]);
      await balanceThatIs(seller, 0, 0, 0);
      (await seller.post('/sell/payouts', { amount: 100_000 })).is(409);
    });

    it('stays while a refund that would take it is under way', async () => {
      const seller = await shop.product.person('creator');
      const order = await shop.sale([await shop.offer({ amount: 1000 }, seller)]);
      await balanceThatIs(seller, 900, 0, 0);
      const { providerId } = await shop.refund(order.id, { amount: 600 });
      assert.deepEqual((await seller.get('/sell/balance')).is(200).at('held'), { amount: 900, currency: 'EUR' });
      (await seller.post('/sell/payouts')).is(409, 'NOTHING_TO_PAY_OUT');
      await shop.provider.world.settleRefund(providerId, 'failed');
      await shop.orderThatIs(order.id, 'completed');
      assert.equal((await seller.post('/sell/payouts')).is(201).at('amount.amount'), 900);
    });

    it('adds up exactly when 100 cents go to three sellers and are refunded in two parts', async () => {
      const sellers = await Promise.all([1, 2, 3].map(() => shop.product.person('creator')));
      const products = await Promise.all(sellers.map((seller) => shop.offer({ amount: 50 }, seller)));
      const code = `HUNDRED${world.database.toUpperCase()}`;
      (await shop.admin.post('/marketplace/promo-codes', { code, amount_off: { amount: 50, currency: 'EUR' } })).is(201);
      const feesBefore = (await shop.checkBooks())['platform:fees'] ?? 0;
      const order = await shop.order(products, { promoCode: code });
      assert.equal(order.total, 100);
      await shop.provider.world.pay(order.paymentId);
      const paid = await shop.orderThatIs(order.id, 'completed');
      const totals = (paid.at('items') as { total: { amount: number } }[]).map(({ total }) => total.amount);
      assert.deepEqual([...totals].sort(), [33, 33, 34]);
      const booked = await shop.checkBooks();
      const shares = sellers.map(({ id }) => -((booked[`seller:${id}:payable`] ?? 0) + (booked[`seller:${id}:connect`] ?? 0)));
      const fees = feesBefore - (booked['platform:fees'] ?? 0);
      assert.equal(
        shares.reduce((sum, share) => sum + share, fees),
        100,
      );
      for (const amount of [33, 67]) {
        const { providerId } = await shop.refund(order.id, { amount });
        await shop.provider.world.settleRefund(providerId, 'succeeded');
        await shop.orderThatIs(order.id, amount === 33 ? 'partially_refunded' : 'refunded');
      }
      for (const seller of sellers) await balanceThatIs(seller, 0, 0, 0);
      assert.equal((await shop.checkBooks())['platform:fees'] ?? 0, feesBefore);
    });

    it('waits while a buyer disputes the payment, and goes back when the dispute is lost', async () => {
      const seller = await shop.product.person('creator');
      const order = placed(await shop.orderThatIs((await shop.sale([await shop.offer({ amount: 1000 }, seller)])).id, 'completed'));
      await transferOf(order.id, 'completed');
      const dispute = await shop.provider.world.openDispute(order.paymentId);
      await eventually('dispute', async () => ((await shop.orderThatIs(order.id, 'completed')).at('disputed_at') ? true : null));
      (await seller.post('/sell/payouts')).is(409);
      await shop.provider.world.closeDispute(dispute, 'won');
      await eventually('outcome', async () =>
        (await shop.orderThatIs(order.id, 'completed')).at('dispute_outcome') === 'won' ? true : null,
      );
      (await seller.post('/sell/payouts')).is(201);
    });
  });
}

import assert from 'node:assert/strict';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';
import { eventually } from '#test/support/eventually.ts';
import type { Person } from '#test/support/running-product.ts';
import { SystemShop } from '#test/support/system-shop.ts';

type Row = Record<string, unknown>;

describe("sellers' money by Stripe Connect", () => {
  let shop: SystemShop;
  let stripe: StripeServer;
  let seller: Person;
  before(async () => {
    const connect = { TRANSFER_PROVIDER: 'stripe-connect', STRIPE_CONNECT_WEBHOOK_SECRET: 'whsec_stand_in_connect' };
    shop = await SystemShop.open({ database: 'sqlite', instances: 1, provider: 'stripe' }, connect);
    assert.ok(shop.provider.server instanceof StripeServer);
    stripe = shop.provider.server;
    seller = await shop.product.person('creator');
  });
  after(() => shop.close());

  const balance = async () => {
    const shown = (await seller.get('/sell/balance')).is(200);
    return ['available', 'pending', 'debt'].map((part) => Number(shown.at(`${part}.amount`)));
  };
  const balanceThatIs = (...wanted: number[]) =>
    eventually(`balance of ${wanted}`, async () => (String(await balance()) === String(wanted) ? true : null));
  const payoutThatIs = (status: string) =>
    eventually(`payout that is ${status}`, async () => {
      const [latest] = (await seller.get('/sell/payouts')).is(200).at('data') as Row[];
      return latest?.['status'] === status ? latest : null;
    });

  it('waits for the seller, follows the money there and back, and believes the bank last', async () => {
    const order = await shop.sale([await shop.offer({ amount: 1_000 }, seller)]);
    await balanceThatIs(0, 900, 0);
    const begun = (await seller.post('/sell/onboarding', {})).is(200);
    assert.match(begun.text('url'), /^https:\/\/connect\.stripe\.com\//);
    assert.equal(begun.at('account.status'), 'pending');

    const [account] = stripe.connect.accounts.all();
    stripe.connect.review(account?.id ?? '', true);
    await balanceThatIs(900, 0, 0);
    assert.equal(stripe.balances.of(account?.id ?? '', 'eur'), 900);
    assert.equal((await seller.post('/sell/onboarding', {})).is(200).at('url'), null);

    const refund = await shop.refund(order.id, { amount: 300 });
    await shop.provider.world.settleRefund(refund.providerId, 'succeeded');
    await balanceThatIs(630, 0, 0);

    (await seller.post('/sell/payouts')).is(201);
    const [payout] = stripe.connect.payouts.all();
    stripe.connect.settlePayout(payout?.id ?? '', 'paid');
    await payoutThatIs('paid');
    stripe.connect.settlePayout(payout?.id ?? '', 'failed');
    assert.equal((await payoutThatIs('failed'))['failure_code'], 'account_closed');
    await balanceThatIs(630, 0, 0);
    await shop.checkBooks();
  });
});

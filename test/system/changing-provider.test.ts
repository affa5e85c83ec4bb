import assert from 'node:assert/strict';
import { eventually } from '#test/support/eventually.ts';
import { openPayingProvider, type PayingProvider } from '#test/support/paying-provider.ts';
import { type Person, RunningProduct } from '#test/support/running-product.ts';
import { type AccountBalance, ask } from '#test/support/system-shop.ts';

describe('a platform that changes its payment provider while orders are open', () => {
  let hyperswitch: PayingProvider;
  let stripe: PayingProvider;
  let product: RunningProduct;
  let [seller, buyer, admin]: Person[] = [];

  before(async () => {
    [hyperswitch, stripe] = [await openPayingProvider.hyperswitch(), await openPayingProvider.stripe()];
    product = await RunningProduct.start({
      database: 'postgres',
      instances: 2,
      environment: { ...hyperswitch.environment, ...stripe.environment, PAYMENT_PROVIDER: 'hyperswitch' },
      last: { PAYMENT_PROVIDER: 'stripe' },
    });
    for (const { name, server } of [hyperswitch, stripe]) server.webhooks.url = `${product.urls[1]}/api/v1/webhooks/${name}`;
    [seller, buyer, admin] = [await product.person('creator'), await product.person(), await product.person('admin')];
  });
  after(async () => {
    await Promise.all([hyperswitch.server.stop(), stripe.server.stop()]);
    await product.stop();
  });

  const orderThatIs = (id: string, status: string) =>
    eventually(`order that is ${status}`, async () =>
      (await admin?.get(`/marketplace/orders/${id}`))?.at('status') === status ? true : null,
    );

  it('takes new money at the new one, and settles and refunds the old orders where they were paid', async () => {
    assert(seller && buyer && admin);
    const offer = { track_id: await product.track(seller), title: 'A track', price: { amount: 1000, currency: 'EUR' }, licence: 'basic' };
    const id = (await seller.post('/marketplace/products', offer)).is(201).text('id');
    (await seller.post(`/marketplace/products/${id}/publish`)).is(200);
    const older = (await ask(buyer.at(0), [id])).is(201);
    const newer = (await ask(buyer.at(1), [id])).is(201);
    assert.deepEqual([older.at('payment.provider'), newer.at('payment.provider')], ['hyperswitch', 'stripe']);
    await hyperswitch.world.pay(older.text('payment.payment_id'));
    await stripe.world.pay(newer.text('payment.payment_id'));
    await orderThatIs(older.text('id'), 'completed');
    await orderThatIs(newer.text('id'), 'completed');
    (await buyer.at(1).post(`/marketplace/orders/${older.text('id')}/refund`)).is(202);
    assert.deepEqual([(await hyperswitch.world.truth()).refunds, (await stripe.world.truth()).refunds], [1, 0]);
    await hyperswitch.world.settleRefund(hyperswitch.lastRefund(), 'succeeded');
    await orderThatIs(older.text('id'), 'refunded');
    const audit = (await admin.get('/admin/ledger/audit')).is(200);
    const balances = audit.at('balances') as AccountBalance[];
    const held = (name: string) => balances.find(({ account }) => account === `psp:${name}:EUR`)?.balance.amount;
    assert.deepEqual([audit.at('balanced'), held('hyperswitch'), held('stripe')], [true, 0, 1000]);
    assert.deepEqual([hyperswitch.held(), stripe.held()], [0, 1000]);
  });
});

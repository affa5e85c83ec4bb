import assert from 'node:assert/strict';
import Stripe from 'stripe';
import { openStripe } from '#adapters/payments/stripe/open-stripe.ts';
import { openWebhookSink, type WebhookSink } from '#test/support/webhook-sink.ts';
import { StripeServer } from './stripe-server.ts';

describe('the stand-in for Stripe', () => {
  let server: StripeServer;
  let stripe: Stripe;
  let sink: WebhookSink;
  beforeEach(async () => {
    sink = await openWebhookSink();
    server = await new StripeServer({ webhookUrl: sink.url }).start();
    stripe = openStripe({ secretKey: server.secretKey, apiUrl: server.url });
  });
  afterEach(async () => {
    await server.stop();
    sink.close();
  });

  const seller = async () => {
    const { id } = await stripe.accounts.create({ country: 'DE', metadata: { seller: '7' } });
    server.connect.review(id, true);
    return id;
  };
  const transfer = (destination: string, amount: number, idempotencyKey: string) =>
    stripe.transfers.create(
      { amount, currency: 'eur', destination, transfer_group: 'order-1', metadata: { key: idempotencyKey } },
      { idempotencyKey },
    );
  const refused = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => assert.fail('it was not refused'),
      (reason: unknown) => reason,
    );
    assert(error instanceof Stripe.errors.StripeError, String(error));
    return [error.statusCode, error.code ?? null];
  };
  const DAY = 86_400_000;

  it('answers a key with its first answer for a day, and then knows it no longer', async () => {
    const destination = await seller();
    server.balances.add('', 'eur', 5000);
    const first = await transfer(destination, 1000, 'k-1');
    assert.equal((await transfer(destination, 1000, 'k-1')).id, first.id);
    assert.deepEqual(await refused(transfer(destination, 1001, 'k-1')), [400, null]);
    server.advanceClock(DAY - 1000);
    assert.equal((await transfer(destination, 1000, 'k-1')).id, first.id);
    server.advanceClock(1000);
    assert.notEqual((await transfer(destination, 1000, 'k-1')).id, first.id);
    assert.equal(server.balances.of('', 'eur'), 3000);
  });

  it('answers a key with its fault again, but forgets what it never began', async () => {
    const destination = await seller();
    server.balances.add('', 'eur', 5000);
    const fault = { status: 500, body: { error: { type: 'api_error', message: 'oh' } } };
    server.failNext({ effect: true, outcome: fault });
    for (const _ of [1, 2]) assert.deepEqual(await refused(transfer(destination, 1000, 'k-1')), [500, null]);
    assert.equal(server.balances.of(destination, 'eur'), 1000);
    server.failNext({ effect: false, outcome: fault });
    assert.deepEqual(await refused(transfer(destination, 1000, 'k-2')), [500, null]);
    await transfer(destination, 1000, 'k-2');
    assert.deepEqual(await refused(stripe.transfers.create({ amount: 1, currency: 'eur', destination: '' }, { idempotencyKey: 'k-3' })), [
      400,
      'parameter_missing',
    ]);
    await transfer(destination, 1000, 'k-3');
  });

  it('says that a key is in use while its first call runs', async () => {
    server.keys.occupy('k-1');
    assert.deepEqual(await refused(stripe.accounts.create({}, { idempotencyKey: 'k-1' })), [409, 'idempotency_key_in_use']);
    server.keys.release('k-1');
    await stripe.accounts.create({}, { idempotencyKey: 'k-1' });
  });

  it('moves no more than there is, and only to those who may have it', async () => {
    const destination = await seller();
    assert.deepEqual(await refused(transfer(destination, 1000, 'k-1')), [400, 'balance_insufficient']);
    assert.deepEqual(await refused(transfer('acct_unknown', 1000, 'k-2')), [400, 'resource_missing']);
    const { id } = await stripe.accounts.create({});
    assert.deepEqual(await refused(transfer(id, 1000, 'k-3')), [400, 'insufficient_capabilities_for_transfer']);
  });

  it('transfers against a charge before its money is there', async () => {
    const destination = await seller();
    const { id } = await stripe.paymentIntents.create({ amount: 2000, currency: 'eur', transfer_group: 'order-9' });
    server.payments.succeed(id);
    const { latest_charge: source_transaction } = await stripe.paymentIntents.retrieve(id);
    assert(typeof source_transaction === 'string');
    const made = await stripe.transfers.create({ amount: 1500, currency: 'eur', destination, source_transaction });
    assert.equal(made.transfer_group, 'order-9');
    assert.equal(server.balances.of(destination, 'eur'), 1500);
  });

  it('takes transfers back in parts, once, and from those who still have it', async () => {
    const destination = await seller();
    server.balances.add('', 'eur', 5000);
    const { id } = await transfer(destination, 1000, 'k-1');
    await stripe.transfers.createReversal(id, { amount: 400 });
    assert.deepEqual(await refused(stripe.transfers.createReversal(id, { amount: 601 })), [400, null]);
    await stripe.payouts.create({ amount: 500, currency: 'eur' }, { stripeAccount: destination });
    assert.deepEqual(await refused(stripe.transfers.createReversal(id)), [400, 'balance_insufficient']);
    server.balances.add(destination, 'eur', 500);
    await stripe.transfers.createReversal(id, {}, { idempotencyKey: 'r-1' });
    assert.deepEqual(await refused(stripe.transfers.createReversal(id)), [400, null]);
    const reversed = await stripe.transfers.retrieve(id);
    assert.deepEqual([reversed.amount_reversed, reversed.reversed, reversed.reversals.data.length], [1000, true, 2]);
    assert.deepEqual(await refused(stripe.transfers.createReversal('tr_unknown')), [404, 'resource_missing']);
  });

  it('lists transfers by group and destination, page by page, and by nothing else', async () => {
    const destination = await seller();
    server.balances.add('', 'eur', 5000);
    for (const key of ['k-1', 'k-2', 'k-3']) await transfer(destination, 1000, key);
    const page = await stripe.transfers.list({ transfer_group: 'order-1', limit: 2 });
    assert.deepEqual([page.data.map(({ metadata }) => metadata['key']), page.has_more], [['k-3', 'k-2'], true]);
    const all = await Array.fromAsync(stripe.transfers.list({ destination, limit: 1 }));
    assert.equal(all.length, 3);
    assert.deepEqual(await refused(stripe.transfers.list({ metadata: { key: 'k-1' } } as never)), [400, 'parameter_unknown']);
  });

  it('keeps the accounts apart', async () => {
    const [one, other] = [await seller(), await seller()];
    server.balances.add(one, 'eur', 1000);
    const { id } = await stripe.payouts.create({ amount: 600, currency: 'eur' }, { stripeAccount: one });
    assert.equal((await stripe.payouts.retrieve(id, {}, { stripeAccount: one })).status, 'pending');
    assert.deepEqual(await refused(stripe.payouts.retrieve(id, {}, { stripeAccount: other })), [404, 'resource_missing']);
    assert.deepEqual(await refused(stripe.payouts.retrieve(id)), [404, 'resource_missing']);
    assert.deepEqual(await refused(stripe.payouts.retrieve(id, {}, { stripeAccount: 'acct_unknown' })), [403, 'account_invalid']);
    assert.deepEqual(await refused(stripe.payouts.create({ amount: 600, currency: 'eur' }, { stripeAccount: one })), [
      400,
      'balance_insufficient',
    ]);
    assert.deepEqual((await stripe.balance.retrieve({}, { stripeAccount: one })).available, [{ amount: 400, currency: 'eur' }]);
  });

  it('gives the money back when a payout bounces after it was paid', async () => {
    const account = await seller();
    server.balances.add(account, 'eur', 1000);
    const { id } = await stripe.payouts.create({ amount: 1000, currency: 'eur' }, { stripeAccount: account });
    server.connect.settlePayout(id, 'paid');
    server.connect.settlePayout(id, 'failed');
    const payout = await stripe.payouts.retrieve(id, {}, { stripeAccount: account });
    assert.deepEqual([payout.status, payout.failure_code, server.balances.of(account, 'eur')], ['failed', 'account_closed', 1000]);
  });

  it('lets a seller join by a link', async () => {
    const { id, payouts_enabled } = await stripe.accounts.create({ email: 'seller@example.org' });
    assert.equal(payouts_enabled, false);
    const to = { refresh_url: 'https://music.example.org/again', return_url: 'https://music.example.org/done' };
    const link = await stripe.accountLinks.create({ account: id, type: 'account_onboarding', ...to });
    assert(link.url.includes(id) && link.expires_at > link.created);
    server.connect.review(id, true);
    assert.equal((await stripe.accounts.retrieve(id)).payouts_enabled, true);
  });

  it('signs what it tells, connected accounts with their own secret', async () => {
    const account = await seller();
    server.balances.add('', 'eur', 5000);
    await transfer(account, 1000, 'k-1');
    await server.webhooks.idle();
    const told = sink.taken.map(({ body, headers }) => {
      const event = JSON.parse(body.toString()) as { type: string; account?: string };
      const secret = event.account ? server.connectWebhookSecret : server.webhookSecret;
      assert(Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret));
      return [event.type, event.account ?? null];
    });
    assert.deepEqual(told, [
      ['account.updated', account],
      ['transfer.created', null],
    ]);
  });

  it('lets nobody in without its key, and knows only what is in its documentation', async () => {
    assert.deepEqual(await refused(openStripe({ secretKey: 'sk_wrong', apiUrl: server.url }).balance.retrieve()), [401, null]);
    assert.deepEqual(await refused(stripe.customers.create({})), [404, null]);
    assert.deepEqual(await refused(stripe.accounts.create({ surprise: 1 } as never)), [400, 'parameter_unknown']);
  });
});

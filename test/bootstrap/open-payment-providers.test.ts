import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import Stripe from 'stripe';
import { readConfig } from '#bootstrap/config.ts';
import { openPaymentProviders } from '#bootstrap/open-payment-providers.ts';
import { paymentRequest } from '#test/contracts/payment-harness.ts';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';

describe('the payment providers of a configuration', () => {
  const base = {
    NODE_ENV: 'test',
    DATABASE_URL: 'sqlite::memory:',
    JWT_PRIVATE_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    PAYMENT_PROVIDER: 'hyperswitch',
    HYPERSWITCH_URL: 'http://127.0.0.1:1',
    HYPERSWITCH_API_KEY: 'snd_x',
    HYPERSWITCH_WEBHOOK_SECRET: 'a secret',
    TRANSFER_PROVIDER: 'stripe-connect',
    STRIPE_SECRET_KEY: 'sk_test_x',
  };
  const open = (variables: Record<string, string>) =>
    openPaymentProviders(readConfig({ ...base, ...variables }), { sandbox: null, clock: { now: () => new Date() } });
  const body = Buffer.from('{"id":"evt_1","type":"account.updated","data":{"object":{"id":"acct_1","object":"account"}}}');
  const signed = (secret: string) => ({
    'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body.toString(), secret }),
  });

  it('hear of connected accounts when buyers pay elsewhere, by the secret of that endpoint alone', async () => {
    const stripe = (await open({ STRIPE_CONNECT_WEBHOOK_SECRET: 'whsec_connect' })).named('stripe');
    assert.equal(stripe?.verifyWebhook(signed('whsec_connect'), body), true);
    assert.equal(stripe?.verifyWebhook(signed('whsec_other'), body), false);
    assert.equal(stripe?.verifyWebhook(signed(''), body), false);
  });

  it('pass no key on that Stripe repeats in what it says', async () => {
    const server = await new StripeServer().start();
    const variables = { STRIPE_API_URL: server.url, STRIPE_SECRET_KEY: 'sk_test_wrong', STRIPE_WEBHOOK_SECRET: 'whsec_x' };
    const stripe = (await open(variables)).named('stripe');
    const answer = await stripe?.createPayment('o-1', paymentRequest('o-1')).finally(() => server.stop());
    assert.equal(answer?.outcome === 'declined' && answer.failure.message, 'Invalid API Key provided: [redacted]');
  });

  it('believe nothing of Stripe’s without any secret', async () => {
    assert.equal((await open({})).named('stripe'), null);
  });
});

import assert from 'node:assert/strict';
import { readConfig } from '#bootstrap/config.ts';
import { diagnose } from '#bootstrap/diagnose.ts';
import { HyperswitchServer } from '#test/stand-ins/hyperswitch-server.ts';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';
import { freePort } from '#test/support/free-port.ts';

const base = { NODE_ENV: 'test', LOG_LEVEL: 'silent', DATABASE_URL: 'sqlite::memory:', MAILER: 'memory', STORAGE_BACKEND: 'memory' };
const webhooks = { STRIPE_WEBHOOK_SECRET: 'whsec_x', HYPERSWITCH_WEBHOOK_SECRET: 'a secret' };

describe('what the doctor finds out about a provider', () => {
  let stripe: StripeServer;
  let hyperswitch: HyperswitchServer;
  beforeEach(async () => {
    stripe = await new StripeServer().start();
    hyperswitch = await new HyperswitchServer().start();
  });
  afterEach(() => Promise.all([stripe.stop(), hyperswitch.stop()]));

  const found = async (variables: Record<string, string>) => {
    const findings = await Array.fromAsync(diagnose(readConfig({ ...base, ...webhooks, ...variables })));
    return ['payments', 'transfers'].map((wanted) => {
      const finding = findings.find(({ check }) => check === wanted);
      return `${finding?.isWrong ? 'FAULT' : 'ok'}: ${finding?.found}`;
    });
  };
  const byStripe = (key: string, url = stripe.url) =>
    found({ PAYMENT_PROVIDER: 'stripe', TRANSFER_PROVIDER: 'stripe-connect', STRIPE_SECRET_KEY: key, STRIPE_API_URL: url });
  const byHyperswitch = (key: string, url = hyperswitch.url) =>
    found({ PAYMENT_PROVIDER: 'hyperswitch', TRANSFER_PROVIDER: 'none', HYPERSWITCH_API_KEY: key, HYPERSWITCH_URL: url });

  it('is that it takes the key, without a trace left there', async () => {
    const well = ['ok: stripe answers, and takes our key', 'ok: stripe-connect answers, and takes our key'];
    assert.deepEqual(await byStripe(stripe.secretKey), well);
    assert.equal((await byHyperswitch(hyperswitch.apiKey))[0], 'ok: hyperswitch answers, and takes our key');
    assert.ok([...stripe.requests, ...hyperswitch.requests].every(({ method }) => method === 'GET'));
  });

  it('is that it refuses the key, which is not repeated', async () => {
    const refused = [
      'FAULT: stripe refuses our key, or lets it do too little',
      'FAULT: stripe-connect refuses our key, or lets it do too little',
    ];
    assert.deepEqual(await byStripe('sk_test_wrong'), refused);
    assert.equal((await byHyperswitch('snd_wrong'))[0], 'FAULT: hyperswitch refuses our key, or lets it do too little');
  });

  it('is that it cannot be reached, and why', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    for (const finding of [...(await byStripe('sk_test_x', nowhere)), (await byHyperswitch('snd_x', nowhere))[0]])
      assert.match(String(finding), /^FAULT: [\w-]+ cannot be asked: .*ECONNREFUSED/);
  });

  it('is that it says nothing in time', async () => {
    hyperswitch.failNext({ effect: false, outcome: 'time-out' }, () => true);
    assert.equal((await byHyperswitch(hyperswitch.apiKey))[0], 'FAULT: hyperswitch did not answer within 3 s');
  });
});

import assert from 'node:assert/strict';
import Stripe from 'stripe';
import { openStripe } from '#adapters/payments/stripe/open-stripe.ts';
import { StripePaymentProvider } from '#adapters/payments/stripe/stripe-payment-provider.ts';

describe('a webhook from Stripe', () => {
  const now = new Date('2026-11-21T10:00:00Z');
  const seconds = now.getTime() / 1000;
  const secrets = { webhookSecret: 'whsec_platform', connectWebhookSecret: 'whsec_connect' };
  const stripe = openStripe({ secretKey: 'sk_test_x' });
  const provider = new StripePaymentProvider({ stripe, clock: { now: () => now }, ...secrets });
  const body = Buffer.from('{"id":"evt_1"}');
  const header = (secret: string, timestamp = seconds) =>
    Stripe.webhooks.generateTestHeaderString({ payload: body.toString(), secret, timestamp });
  const verify = (signature: string, by = provider) => by.verifyWebhook({ 'stripe-signature': signature }, body);
  const read = (type: string, object: object, account?: string) =>
    provider.readWebhook(Buffer.from(JSON.stringify({ id: 'evt_1', object: 'event', type, account, data: { object } })));

  it('may be signed for the platform or for connected accounts', () => {
    assert.equal(verify(header('whsec_platform')), true);
    assert.equal(verify(header('whsec_connect')), true);
    assert.equal(verify(header('whsec_other')), false);
  });

  it('of connected accounts is not believed without a secret for them', () => {
    const alone = new StripePaymentProvider({ stripe, clock: { now: () => now }, webhookSecret: 'whsec_platform' });
    assert.equal(verify(header('whsec_connect'), alone), false);
    assert.equal(verify(header(''), alone), false);
  });

  it('is believed for five minutes', () => {
    assert.equal(verify(header('whsec_platform', seconds - 300)), true);
    assert.equal(verify(header('whsec_platform', seconds - 301)), false);
  });

  it('may carry several signatures while its secret changes', () => {
    const [time, right] = header('whsec_platform').split(',');
    assert.equal(verify(`${time},v1=${'0'.repeat(64)},${right},v0=whatever`), true);
    assert.equal(verify(`${time},v0=${right?.slice(3)}`), false);
  });

  it('of broken UTF-8 is not believed', () => {
    const broken = Buffer.from([0x7b, 0xff, 0x7d]);
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: '{\ufffd}', secret: 'whsec_platform', timestamp: seconds });
    assert.equal(provider.verifyWebhook({ 'stripe-signature': signature }, broken), false);
  });

  it('names its event, its type, its account and its subject', () => {
    assert.deepEqual(read('payment_intent.succeeded', { id: 'pi_1', object: 'payment_intent' }), {
      eventId: 'evt_1',
      type: 'payment_intent.succeeded',
      account: null,
      subject: { kind: 'payment', paymentId: 'pi_1' },
    });
    assert.deepEqual(read('payout.paid', { id: 'po_1', object: 'payout' }, 'acct_1'), {
      eventId: 'evt_1',
      type: 'payout.paid',
      account: 'acct_1',
      subject: { kind: 'payout', payoutId: 'po_1', accountId: 'acct_1' },
    });
  });

  it('is about the object that it carries', () => {
    const subject = (type: string, object: object, account?: string) => read(type, object, account)?.subject;
    const payment_intent = 'pi_1';
    const refund = { kind: 'refund', refundId: 're_1', paymentId: 'pi_1' };
    assert.deepEqual(subject('refund.failed', { id: 're_1', object: 'refund', payment_intent }), refund);
    assert.deepEqual(subject('charge.refund.updated', { id: 're_1', object: 'refund', payment_intent }), refund);
    const dispute = { kind: 'dispute', disputeId: 'dp_1', paymentId: 'pi_1' };
    assert.deepEqual(subject('charge.dispute.created', { id: 'dp_1', object: 'dispute', payment_intent }), dispute);
    assert.deepEqual(subject('transfer.reversed', { id: 'tr_1', object: 'transfer' }), { kind: 'transfer', transferId: 'tr_1' });
    const account = { kind: 'account', accountId: 'acct_1' };
    assert.deepEqual(subject('account.updated', { id: 'acct_1', object: 'account' }, 'acct_1'), account);
    assert.deepEqual(subject('account.application.deauthorized', { id: 'ca_1', object: 'application' }, 'acct_1'), account);
  });

  it('about a refund without an id is of a refund all the same, so that it is refused', () => {
    const refund = { kind: 'refund', refundId: null, paymentId: 'pi_1' };
    assert.deepEqual(read('refund.updated', { object: 'refund', payment_intent: 'pi_1' })?.subject, refund);
  });

  it('about a charge tells nothing that the events of its payment do not', () => {
    const charge = { id: 'ch_1', object: 'charge', payment_intent: 'pi_1' };
    assert.deepEqual(read('charge.succeeded', charge)?.subject, { kind: 'irrelevant' });
    assert.deepEqual(read('customer.created', { id: 'cus_1', object: 'customer' })?.subject, { kind: 'irrelevant' });
  });

  it('about a refunded charge is of every refund of its payment', () => {
    const charge = { id: 'ch_1', object: 'charge', payment_intent: 'pi_1' };
    assert.deepEqual(read('charge.refunded', charge)?.subject, { kind: 'refunds', paymentId: 'pi_1' });
    assert.deepEqual(read('charge.refunded', { id: 'ch_1', payment_intent: 'pi_1' })?.subject, { kind: 'refunds', paymentId: 'pi_1' });
    assert.deepEqual(read('charge.refunded', { id: 'ch_1', object: 'charge', payment_intent: null })?.subject, { kind: 'irrelevant' });
  });

  it('goes by its type, or by a refund’s id, when its object does not say what it is', () => {
    const subject = (type: string, object: object) => read(type, object)?.subject;
    const refund = { kind: 'refund', refundId: 're_1', paymentId: null };
    for (const type of ['refund.updated', 'REFUND.Updated', 'charge.refund.updated', 'something.new'])
      assert.deepEqual(subject(type, { id: 're_1' }), refund, type);
    assert.deepEqual(subject('refund.updated', {}), { kind: 'refund', refundId: null, paymentId: null });
    assert.deepEqual(subject('charge.dispute.closed', { id: 'dp_1' }), { kind: 'dispute', disputeId: 'dp_1', paymentId: null });
    assert.deepEqual(subject('payment_intent.succeeded', { id: 'pi_1' }), { kind: 'payment', paymentId: 'pi_1' });
    assert.deepEqual(subject('account.updated', { id: 'acct_1' }), { kind: 'account', accountId: 'acct_1' });
    assert.deepEqual(subject('payout.failed', { id: 'po_1' }), { kind: 'payout', payoutId: 'po_1', accountId: null });
    assert.deepEqual(subject('transfer.reversed', { id: 'tr_1' }), { kind: 'transfer', transferId: 'tr_1' });
    assert.deepEqual(subject('weather.changed', { id: 'we_1' }), { kind: 'irrelevant' });
  });

  it('that does not name what it is about is no event', () => {
    for (const object of ['payment_intent', 'dispute', 'account', 'payout', 'transfer'])
      assert.equal(read('something.updated', { object }), null, object);
  });

  it('cannot be told from a forgery without a secret', () => {
    assert.throws(() => new StripePaymentProvider({ stripe, clock: { now: () => now }, webhookSecret: '' }), /secret/);
    assert.throws(() => openStripe({ secretKey: '' }), /secret key/);
  });
});

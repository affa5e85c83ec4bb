import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { HyperswitchProvider } from '#adapters/payments/hyperswitch/hyperswitch-provider.ts';
import type { ProviderEvent } from '#application/shared/payment-provider.ts';

const secret = 'the response hash key';

describe('a webhook from Hyperswitch', () => {
  const provider = new HyperswitchProvider({ url: 'http://127.0.0.1:9', apiKey: 'snd', webhookSecret: secret });
  const read = (body: object) => provider.readWebhook(Buffer.from(JSON.stringify(body)));
  const subjectOf = (body: object): ProviderEvent['subject'] | undefined => read(body)?.subject;
  const inEveryShape = (event: object, object: object) => [
    { ...event, ...object },
    { ...event, object },
    { ...event, content: { type: 'payment_details', object } },
  ];

  it('names its event, its type and its payment, in every shape', () => {
    for (const body of inEveryShape({ event_id: 'evt_1', event_type: 'payment_succeeded' }, { payment_id: 'pay_1', status: 'succeeded' })) {
      const subject = { kind: 'payment', paymentId: 'pay_1' };
      assert.deepEqual(read(body), { eventId: 'evt_1', type: 'payment_succeeded', account: null, subject });
    }
  });

  it('is about a refund when its type says so in any case, or when it names one', () => {
    const refund = { kind: 'refund', refundId: 'ref_1', paymentId: 'pay_1' };
    for (const event_type of ['refund_succeeded', 'REFUND_FAILED', 'PaymentRefunded', 'payment_succeeded', '']) {
      for (const body of inEveryShape({ event_type }, { refund_id: 'ref_1', payment_id: 'pay_1' })) {
        assert.deepEqual(subjectOf(body), refund, JSON.stringify(body));
      }
    }
    assert.deepEqual(subjectOf({ event_type: 'Refund_Succeeded', payment_id: 'pay_1' }), { ...refund, refundId: null });
  });

  it('is about a dispute before it is about a payment', () => {
    for (const body of inEveryShape({ event_type: 'dispute_opened' }, { dispute_id: 'dp_1', payment_id: 'pay_1' })) {
      assert.deepEqual(subjectOf(body), { kind: 'dispute', disputeId: 'dp_1', paymentId: 'pay_1' });
    }
    assert.equal(read({ event_type: 'dispute_opened', payment_id: 'pay_1' }), null);
  });

  it('about a payment is also one that asks for an action', () => {
    assert.deepEqual(subjectOf({ event_type: 'action_required', payment_id: 'pay_1' }), { kind: 'payment', paymentId: 'pay_1' });
  });

  it('about mandates, payouts and invoices does not concern us', () => {
    for (const event_type of ['mandate_active', 'payout_success', 'invoice_paid']) {
      assert.deepEqual(subjectOf({ event_type, content: { object: { payment_id: 'pay_1' } } }), { kind: 'irrelevant' });
    }
  });

  it('is signed with SHA-512 and nothing weaker', () => {
    const body = Buffer.from('{"event_id":"evt_1"}');
    const sign = (algorithm: string) => createHmac(algorithm, secret).update(body).digest('hex');
    assert.equal(provider.verifyWebhook({ 'x-webhook-signature-512': sign('sha512') }, body), true);
    assert.equal(provider.verifyWebhook({ 'x-webhook-signature-512': sign('sha256') }, body), false);
    assert.equal(provider.verifyWebhook({ 'x-webhook-signature-256': sign('sha512') }, body), false);
    assert.equal(provider.verifyWebhook({ 'x-webhook-signature-512': ` ${sign('sha512')}` }, body), false);
  });
});

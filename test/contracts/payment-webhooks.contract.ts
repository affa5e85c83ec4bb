import assert from 'node:assert/strict';
import type { PaymentProvider } from '#application/shared/payment-provider.ts';
import { accepted, type OutsideWorld, type PaymentProviderHarness, Till } from './payment-harness.ts';

/** What a provider tells by itself, and what others would like us to take for it. */
export function behavesLikeWebhooks(open: () => Promise<PaymentProviderHarness>): void {
  let provider: PaymentProvider;
  let world: OutsideWorld;
  const till = new Till(() => ({ provider, world }));
  beforeEach(async () => {
    ({ provider, world } = await open());
  });

  describe('a webhook', () => {
    it('about a payment says which', async () => {
      const paymentId = await till.paid();
      const event = provider.readWebhook(await world.lastEvent());
      assert.deepEqual(event?.subject, { kind: 'payment', paymentId });
      assert(event.eventId && event.type);
    });

    it('about a refund says which', async () => {
      const paymentId = await till.paid();
      const { refundId } = accepted(await till.refund(paymentId));
      await world.settleRefund(refundId, 'succeeded');
      const event = provider.readWebhook(await world.lastEvent());
      assert.deepEqual(event?.subject, { kind: 'refund', refundId, paymentId });
    });

    it('about a dispute says which', async () => {
      const paymentId = await till.paid();
      const disputeId = await world.openDispute(paymentId);
      const event = provider.readWebhook(await world.lastEvent());
      assert.deepEqual(event?.subject, { kind: 'dispute', disputeId, paymentId });
    });

    it('is believed when these very bytes were signed', async () => {
      await till.paid();
      const body = await world.lastEvent();
      assert.equal(provider.verifyWebhook(world.sign(body), body), true);
      for (const bytes of ['', '{}', '{ "é": "\u0000" }']) {
        assert.equal(provider.verifyWebhook(world.sign(Buffer.from(bytes)), Buffer.from(bytes)), true);
      }
    });

    it('is not believed when anything about it is different', async () => {
      await till.paid();
      const body = await world.lastEvent();
      const [[name, value] = ['', '']] = Object.entries(world.sign(body));
      const signature = String(value);
      const inOtherWords = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1));
      const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
      for (const other of [inOtherWords, Buffer.concat([body, Buffer.from(' ')]), marked, Buffer.alloc(0)]) {
        assert.equal(provider.verifyWebhook({ [name]: signature }, other), false);
      }
      for (const other of ['', signature.slice(0, -2), signature.toUpperCase(), `${signature}00`, 'é'.repeat(128), '0'.repeat(128)]) {
        assert.equal(provider.verifyWebhook({ [name]: other }, body), false, other);
      }
      assert.equal(provider.verifyWebhook({ [name]: [signature, signature] }, body), false);
      assert.equal(provider.verifyWebhook({}, body), false);
    });

    const deep = '['.repeat(40_000);
    for (const [what, body] of [
      ['nothing', ''],
      ['null', 'null'],
      ['a list', '[1]'],
      ['text', '"payment_id"'],
      ['half an object', '{"payment_id":'],
      ['forty thousand lists in each other', deep + ']'.repeat(40_000)],
      ['forty thousand lists never closed', deep],
      ['an event without a subject', '{"id":"e","event_id":"e"}'],
      ['ids that are no text', '{"event_type":"payment_succeeded","type":"payment","payment_id":7,"object":{"payment_id":[]},"data":1}'],
      ['an inherited name', '{"__proto__":{"payment_id":"p"},"constructor":{"refund_id":"r"}}'],
    ] as const) {
      it(`that is ${what} is no event, and no fault either`, () => {
        assert.equal(provider.readWebhook(Buffer.from(body)), null);
      });
    }

    it('with an event type that hides forty thousand lists is still read', async () => {
      const paymentId = await till.paid();
      const known = (await world.lastEvent()).toString().trim();
      const body = Buffer.from(`${known.slice(0, -1)},"extra":${deep}${']'.repeat(40_000)}}`);
      assert.deepEqual(provider.readWebhook(body)?.subject, { kind: 'payment', paymentId });
    });

    it('of broken UTF-8 is no fault', () => {
      assert.equal(provider.readWebhook(Buffer.from([0xff, 0xfe, 0x7b, 0x7d])), null);
    });
  });
}

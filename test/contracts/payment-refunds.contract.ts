import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import type { PaymentProvider } from '#application/shared/payment-provider.ts';
import { Money } from '#domain/shared/money.ts';
import { accepted, type OutsideWorld, type PaymentProviderHarness, price, Till } from './payment-harness.ts';

/** What is taken back from a payment: refunds, and disputes. */
export function behavesLikeRefunds(open: () => Promise<PaymentProviderHarness>): void {
  let provider: PaymentProvider;
  let world: OutsideWorld;
  const till = new Till(() => ({ provider, world }));
  beforeEach(async () => {
    ({ provider, world } = await open());
  });

  describe('a refund', () => {
    it('is taken up, and succeeds when the provider says so', async () => {
      const paymentId = await till.paid();
      const key = randomUUIDv7();
      const asked = accepted(await till.refund(paymentId, Money.of(500n, 'EUR'), key));
      const { refundId } = asked;
      assert.deepEqual(
        { ...asked, status: null },
        { refundId, paymentId, status: null, amount: Money.of(500n, 'EUR'), reference: key, failure: null },
      );
      await world.settleRefund(refundId, 'succeeded');
      assert.deepEqual(await provider.getRefund(refundId), { ...asked, status: 'succeeded' });
    });

    it('says why when it fails', async () => {
      const { refundId } = accepted(await till.refund(await till.paid()));
      await world.settleRefund(refundId, 'failed');
      const failed = await provider.getRefund(refundId);
      assert.equal(failed?.status, 'failed');
      assert(failed.failure?.code && failed.failure.message);
    });

    it('may fail after it succeeded', async () => {
      const { refundId } = accepted(await till.refund(await till.paid()));
      await world.settleRefund(refundId, 'succeeded');
      await world.settleRefund(refundId, 'failed');
      assert.equal((await provider.getRefund(refundId))?.status, 'failed');
    });

    it('is found by the key that it was created with', async () => {
      const paymentId = await till.paid();
      const key = randomUUIDv7();
      const asked = accepted(await till.refund(paymentId, price, key));
      assert.deepEqual(await provider.findRefund(key, paymentId), asked);
      assert.equal(await provider.findRefund(randomUUIDv7(), paymentId), null);
      assert.equal(await provider.getRefund('ref_unknown'), null);
    });

    it('of the whole is one however often it is asked for with one key', async () => {
      const paymentId = await till.paid();
      const key = randomUUIDv7();
      const first = accepted(await till.refund(paymentId, price, key));
      assert.deepEqual(accepted(await till.refund(paymentId, price, key)), first);
      assert.equal((await world.truth()).refunds, 1);
      await world.settleRefund(first.refundId, 'succeeded');
      assert.equal(accepted(await till.refund(paymentId, price, key)).refundId, first.refundId);
      assert.equal((await world.truth()).refunds, 1);
    });

    it('is not answered for another amount under the same key', async () => {
      const paymentId = await till.paid();
      const key = randomUUIDv7();
      accepted(await till.refund(paymentId, Money.of(500n, 'EUR'), key));
      assert.equal((await till.refund(paymentId, Money.of(600n, 'EUR'), key)).outcome, 'unknown');
      assert.equal((await world.truth()).refunds, 1);
    });

    it('is declined beyond what was paid', async () => {
      const paymentId = await till.paid();
      accepted(await till.refund(paymentId, Money.of(1000n, 'EUR')));
      const answer = await till.refund(paymentId, Money.of(300n, 'EUR'));
      assert(answer.outcome === 'declined');
      assert(answer.failure.code && answer.failure.message);
      accepted(await till.refund(paymentId, Money.of(299n, 'EUR')));
    });

    it('is declined for a payment that nobody has paid, or that there is not', async () => {
      const { payment } = await till.open();
      assert.equal((await till.refund(payment.paymentId)).outcome, 'declined');
      assert.equal((await till.refund('pay_unknown')).outcome, 'declined');
    });

    it('may be asked for again, under another key, once it failed', async () => {
      const paymentId = await till.paid();
      const { refundId } = accepted(await till.refund(paymentId));
      await world.settleRefund(refundId, 'failed');
      assert.notEqual(accepted(await till.refund(paymentId)).refundId, refundId);
    });

    it('is listed with its payment, one from the dashboard too', async () => {
      const paymentId = await till.paid();
      assert.deepEqual(await provider.listRefunds(paymentId), []);
      const key = randomUUIDv7();
      const ours = accepted(await till.refund(paymentId, Money.of(300n, 'EUR'), key));
      const theirs = await world.refundInDashboard(paymentId, Money.of(200n, 'EUR'));
      await till.paid();
      const listed = await provider.listRefunds(paymentId);
      const references = Object.fromEntries(
        listed.map(({ refundId, reference, amount }) => [refundId, { reference, amount: amount.amount }]),
      );
      assert.deepEqual(references, { [ours.refundId]: { reference: key, amount: 300n }, [theirs]: { reference: null, amount: 200n } });
      assert.deepEqual(await provider.listRefunds('pay_unknown'), []);
    });
  });

  describe('a dispute', () => {
    for (const status of ['won', 'lost'] as const) {
      it(`is opened and ${status}`, async () => {
        const paymentId = await till.paid();
        const disputeId = await world.openDispute(paymentId);
        const opened = await provider.getDispute(disputeId);
        assert.deepEqual([opened?.paymentId, opened?.status, opened?.amount], [paymentId, 'evidence_due', price]);
        await world.closeDispute(disputeId, status);
        assert.equal((await provider.getDispute(disputeId))?.status, status);
      });
    }

    it('is listed with its payment, one that is decided too', async () => {
      const paymentId = await till.paid();
      assert.deepEqual(await provider.listDisputes(paymentId), []);
      const first = await world.openDispute(paymentId);
      await world.closeDispute(first, 'won');
      const second = await world.openDispute(paymentId);
      await world.openDispute(await till.paid());
      const listed = await provider.listDisputes(paymentId);
      assert.deepEqual(
        new Map(listed.map(({ disputeId, status }) => [disputeId, status])),
        new Map([
          [first, 'won'],
          [second, 'evidence_due'],
        ]),
      );
      assert.deepEqual(
        listed.find(({ disputeId }) => disputeId === second),
        await provider.getDispute(second),
      );
      for (const unknown of ['pay_unknown', '../refunds', '']) assert.deepEqual(await provider.listDisputes(unknown), []);
    });

    it('is nothing under an unknown id', async () => {
      assert.equal(await provider.getDispute('dp_unknown'), null);
      assert.equal(await provider.getDispute('../payments'), null);
    });
  });
}

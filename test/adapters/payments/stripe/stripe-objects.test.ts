import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { toCreatedPayment, toDispute, toPayment, toRefund } from '#adapters/payments/stripe/stripe-objects.ts';
import { toTransfer } from '#adapters/payouts/stripe-connect/connect-objects.ts';
import { Money } from '#domain/shared/money.ts';

const eur = (amount: bigint) => Money.of(amount, 'EUR');
const amount = { amount: 1299, currency: 'eur' };

describe('what another version of Stripe leaves out', () => {
  it('of a payment is nothing received, no failure and no secret', () => {
    const intent = { id: 'pi_1', status: 'requires_payment_method', ...amount } as Stripe.PaymentIntent;
    const payment = { paymentId: 'pi_1', status: 'open', amount: eur(1299n), received: eur(0n), reference: null, failure: null };
    assert.deepEqual(toCreatedPayment(intent), { payment, clientSecret: null, payUrl: null });
    assert.equal(toPayment({ ...intent, status: 'succeeded' }).received.amount, 0n);
  });

  it('of a refund is no failure and no payment of ours', () => {
    const refund = toRefund({ id: 're_1', ...amount } as Stripe.Refund);
    assert.deepEqual([refund.status, refund.paymentId, refund.failure], ['pending', '', null]);
  });

  it('of a dispute is no fee, no reason and no day', () => {
    const dispute = toDispute({ id: 'dp_1', payment_intent: 'pi_1', status: 'lost', ...amount } as Stripe.Dispute);
    assert.deepEqual([dispute?.status, dispute?.fee, dispute?.reason, dispute?.evidenceDueBy], ['lost', null, null, null]);
  });

  it('of a transfer is nothing taken back', () => {
    const transfer = toTransfer({ id: 'tr_1', destination: 'acct_1', ...amount } as Stripe.Transfer);
    assert.deepEqual([transfer.reversed.amount, transfer.reference], [0n, null]);
  });
});

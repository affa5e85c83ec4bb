import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { toCreatedPayment, toDispute, toPayment, toRefund } from '#adapters/payments/stripe/stripe-objects.ts';
import { toAccount, toTransfer } from '#adapters/payouts/stripe-connect/connect-objects.ts';
import { Money } from '#domain/shared/money.ts';

const eur = (amount: bigint) => Money.of(amount, 'EUR');
const amount = { amount: 1299, currency: 'eur' };

describe('what another version of Stripe leaves out', () => {
  it('of a payment is nothing received, no failure and no secret', () => {
    const intent = { id: 'pi_1', status: 'requires_payment_method', ...amount } as Stripe.PaymentIntent;
    const nothing = { received: eur(0n), reference: null, namedOrders: [], failure: null };
    const payment = { paymentId: 'pi_1', status: 'open', amount: eur(1299n), ...nothing };
    assert.deepEqual(toCreatedPayment(intent), { payment, clientSecret: null, payUrl: null });
  });

  it('of a payment that succeeded is that all of it was received', () => {
    const intent = { id: 'pi_1', status: 'succeeded', ...amount } as Stripe.PaymentIntent;
    assert.deepEqual(toPayment(intent).received, eur(1299n));
    for (const received of [0, 700]) assert.deepEqual(toPayment({ ...intent, amount_received: received }).received, eur(BigInt(received)));
  });

  it('of a decline is no reason', () => {
    const intent = { id: 'pi_1', status: 'requires_payment_method', last_payment_error: {}, ...amount } as Stripe.PaymentIntent;
    assert.deepEqual(toPayment(intent).failure, { code: 'declined', message: 'the payment was declined' });
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

  it('of a transfer that was taken back is that all of it was', () => {
    const transfer = { id: 'tr_1', destination: 'acct_1', reversed: true, ...amount } as Stripe.Transfer;
    assert.deepEqual(toTransfer(transfer).reversed, eur(1299n));
  });

  const complete = { id: 'acct_1', details_submitted: true, payouts_enabled: true } as Stripe.Account;
  for (const [what, account, status] of [
    ['its capabilities', complete, 'active'],
    ['nothing but its capabilities', { ...complete, charges_enabled: true }, 'active'],
    ['its capabilities, and it may not be charged', { ...complete, charges_enabled: false }, 'restricted'],
    ['its capabilities, and it may not be paid out', { ...complete, payouts_enabled: false }, 'restricted'],
    ['its capabilities, and nothing was submitted', { ...complete, details_submitted: false }, 'pending'],
    ['not its capabilities, and transfers are inactive', { ...complete, capabilities: { transfers: 'inactive' } }, 'restricted'],
    ['not its capabilities, and transfers were never asked for', { ...complete, capabilities: {} }, 'restricted'],
  ] as const) {
    it(`of an account is ${what}: it is ${status}`, () => {
      assert.equal(toAccount(account as Stripe.Account).status, status);
    });
  }
});

import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import type { Outcome, PaymentProvider, ProviderRefund, WebhookHeaders } from '#application/shared/payment-provider.ts';
import { Money } from '#domain/shared/money.ts';

/** What others do at the provider: buyers, banks, and we in its dashboard. */
export type OutsideWorld = {
  pay(paymentId: string): Promise<void>;
  decline(paymentId: string): Promise<void>;
  settleRefund(refundId: string, status: 'succeeded' | 'failed'): Promise<void>;
  /** Answers the id of the refund. */
  refundInDashboard(paymentId: string, amount: Money): Promise<string>;
  /** Answers the id of the dispute. */
  openDispute(paymentId: string): Promise<string>;
  closeDispute(disputeId: string, status: 'won' | 'lost'): Promise<void>;
  /** How many payments and refunds there really are. */
  truth(): Promise<{ payments: number; refunds: number }>;
  /** The body of the last event that the provider told of. */
  lastEvent(): Promise<Buffer>;
  /** The headers of a delivery with this body. */
  sign(body: Buffer): WebhookHeaders;
};
export type PaymentProviderHarness = { provider: PaymentProvider; world: OutsideWorld };

export const price = Money.of(1299n, 'EUR');

export function accepted<T>(outcome: Outcome<T>): T {
  assert.equal(
    outcome.outcome,
    'accepted',
    JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  );
  assert(outcome.outcome === 'accepted');
  return outcome.value;
}

export const paymentRequest = (orderId: string, amount = price) => ({
  orderId,
  amount,
  description: `Order ${orderId}`,
  returnUrl: `https://music.example.org/orders/${orderId}`,
});

/** What tests of payments do again and again, with the harness that the last test was opened with. */
export class Till {
  readonly #harness: () => PaymentProviderHarness;

  constructor(harness: () => PaymentProviderHarness) {
    this.#harness = harness;
  }

  async open(orderId: string = randomUUIDv7(), amount = price) {
    return accepted(await this.#harness().provider.createPayment(orderId, paymentRequest(orderId, amount)));
  }

  /** The id of a payment that was paid in full. */
  async paid(amount = price): Promise<string> {
    const { payment } = await this.open(randomUUIDv7(), amount);
    await this.#harness().world.pay(payment.paymentId);
    return payment.paymentId;
  }

  refund(paymentId: string, amount = price, key: string = randomUUIDv7()): Promise<Outcome<ProviderRefund>> {
    return this.#harness().provider.createRefund(key, { orderId: `order of ${paymentId}`, refundId: key, paymentId, amount });
  }
}

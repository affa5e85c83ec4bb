import { randomUUID } from 'node:crypto';
import {
  type CreatedPayment,
  type Outcome,
  PaymentProvider,
  type PaymentRequest,
  type ProviderEvent,
  type ProviderPayment,
} from '#application/shared/payment-provider.ts';
import { Money } from '#domain/shared/money.ts';

/** A provider that costs nothing: whatever is asked for is paid at once, and an event is the id of its payment. */
export class InstantProvider extends PaymentProvider {
  readonly name = 'sandbox';
  readonly callEndsWithinMs = 1_000;
  readonly #payments = new Map<string, ProviderPayment>();

  async createPayment(reference: string, { amount }: PaymentRequest): Promise<Outcome<CreatedPayment>> {
    const paymentId = `instant_${randomUUID()}`;
    const common = { paymentId, amount, reference, namedOrders: [reference], failure: null };
    this.#payments.set(paymentId, { ...common, status: 'succeeded', received: amount });
    const payment: ProviderPayment = { ...common, status: 'open', received: Money.zero(amount.currency) };
    return { outcome: 'accepted', value: { payment, clientSecret: `${paymentId}_secret`, payUrl: null } };
  }

  async getPayment(paymentId: string): Promise<ProviderPayment | null> {
    return this.#payments.get(paymentId) ?? null;
  }

  verifyWebhook(): boolean {
    return true;
  }

  readWebhook(rawBody: Buffer): ProviderEvent {
    const paymentId = String(rawBody);
    return { eventId: paymentId, type: 'payment.succeeded', account: null, subject: { kind: 'payment', paymentId } };
  }

  findPayment = notOfThisBench;
  cancelPayment = notOfThisBench;
  createRefund = notOfThisBench;
  getRefund = notOfThisBench;
  findRefund = notOfThisBench;
  listRefunds = notOfThisBench;
  getDispute = notOfThisBench;
  listDisputes = notOfThisBench;
  takesOurKey = notOfThisBench;
}

function notOfThisBench(): never {
  throw new Error('only purchases are measured here');
}

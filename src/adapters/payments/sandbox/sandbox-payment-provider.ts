import { z } from 'zod';
import {
  type CreatedPayment,
  type Outcome,
  PaymentProvider,
  type PaymentRequest,
  type ProviderDispute,
  type ProviderEvent,
  type ProviderPayment,
  type ProviderRefund,
  type RefundRequest,
  type WebhookHeaders,
} from '#application/shared/payment-provider.ts';
import type { Clock } from '#application/shared/ports.ts';
import { parseEventBody } from '../event-body.ts';
import { accepted, declined, unknown } from '../outcomes.ts';
import { requireKey } from '../require-key.ts';
import type { SandboxBooks, SandboxPayment, SandboxRefund } from './sandbox-books.ts';
import { toDispute, toPayment, toRefund } from './sandbox-objects.ts';
import { isSandboxSignature } from './sandbox-signature.ts';

type Options = { books: SandboxBooks; secret: string; payUrl: (paymentId: string) => string; clock: Clock };

const eventSchema = z.object({
  id: z.string().min(1),
  type: z.string(),
  object: z.object({ payment_id: z.string().optional(), refund_id: z.string().optional(), dispute_id: z.string().optional() }),
});

/** A payment provider without money, for development and demonstrations: everything else about it is as with a real one. */
export class SandboxPaymentProvider extends PaymentProvider {
  readonly name = 'sandbox';
  readonly callEndsWithinMs = 1_000;
  readonly #options: Options;

  constructor(options: Options) {
    super();
    if (options.secret === '') throw new Error('the sandbox needs a webhook secret');
    this.#options = options;
  }

  async createPayment(idempotencyKey: string, request: PaymentRequest): Promise<Outcome<CreatedPayment>> {
    requireKey(idempotencyKey);
    const { amount, description } = request;
    const payment = this.#options.books.openPayment({
      reference: idempotencyKey,
      amount: String(amount.amount),
      currency: amount.currency,
      description,
    });
    if (payment.amount !== String(amount.amount) || payment.currency !== amount.currency) {
      return unknown(new Error('the key was used for another payment'));
    }
    return accepted(this.#created(payment));
  }

  async getPayment(paymentId: string): Promise<ProviderPayment | null> {
    const payment = this.#options.books.payment(paymentId);
    return payment && toPayment(payment);
  }

  async findPayment(idempotencyKey: string): Promise<CreatedPayment | null> {
    const payment = this.#options.books.paymentByReference(idempotencyKey);
    return payment && this.#created(payment);
  }

  async cancelPayment(idempotencyKey: string, paymentId: string): Promise<Outcome<ProviderPayment>> {
    requireKey(idempotencyKey);
    this.#options.books.closePayment(paymentId, 'canceled');
    const payment = this.#options.books.payment(paymentId);
    if (!payment) return declined('PAYMENT_NOT_FOUND', 'there is no such payment');
    return accepted(toPayment(payment));
  }

  async createRefund(idempotencyKey: string, request: RefundRequest): Promise<Outcome<ProviderRefund>> {
    requireKey(idempotencyKey);
    const { books } = this.#options;
    const payment = books.payment(request.paymentId);
    if (payment?.currency !== request.amount.currency) return declined('PAYMENT_NOT_FOUND', 'there is no such payment in this currency');
    const wanted = { reference: idempotencyKey, paymentId: payment.id, amount: String(request.amount.amount), status: 'pending' as const };
    const refund = books.openRefund(wanted);
    if (!refund) return declined('REFUND_TOO_LARGE', 'no more can be refunded than was paid');
    if (refund.amount !== wanted.amount || refund.payment_id !== payment.id) {
      return unknown(new Error('the key was used for another refund'));
    }
    return accepted(toRefund(refund, payment.currency));
  }

  async getRefund(refundId: string): Promise<ProviderRefund | null> {
    return this.#withCurrency(this.#options.books.refund(refundId));
  }

  async findRefund(idempotencyKey: string): Promise<ProviderRefund | null> {
    return this.#withCurrency(this.#options.books.refundByReference(idempotencyKey));
  }

  async listRefunds(paymentId: string): Promise<ProviderRefund[]> {
    const { books } = this.#options;
    const currency = books.payment(paymentId)?.currency;
    return currency ? books.refundsOf(paymentId).map((refund) => toRefund(refund, currency)) : [];
  }

  async getDispute(disputeId: string): Promise<ProviderDispute | null> {
    const { books } = this.#options;
    const dispute = books.dispute(disputeId);
    const currency = dispute && books.payment(dispute.payment_id)?.currency;
    return dispute && currency ? toDispute(dispute, currency) : null;
  }

  async listDisputes(paymentId: string): Promise<ProviderDispute[]> {
    const { books } = this.#options;
    const currency = books.payment(paymentId)?.currency;
    return currency ? books.disputesOf(paymentId).map((dispute) => toDispute(dispute, currency)) : [];
  }

  async takesOurKey(): Promise<boolean> {
    return true;
  }

  verifyWebhook(headers: WebhookHeaders, rawBody: Buffer): boolean {
    const { secret, clock } = this.#options;
    return isSandboxSignature(secret, headers['x-sandbox-signature'], rawBody, Math.floor(clock.now().getTime() / 1000));
  }

  readWebhook(rawBody: Buffer): ProviderEvent | null {
    const parsed = eventSchema.safeParse(parseEventBody(rawBody));
    if (!parsed.success) return null;
    const { id, type, object } = parsed.data;
    return { eventId: id, type, account: null, subject: subjectOf(type, object) };
  }

  #created(payment: SandboxPayment): CreatedPayment {
    return { payment: toPayment(payment), clientSecret: payment.client_secret, payUrl: this.#options.payUrl(payment.id) };
  }

  #withCurrency(refund: SandboxRefund | null): ProviderRefund | null {
    const currency = refund && this.#options.books.payment(refund.payment_id)?.currency;
    return refund && currency ? toRefund(refund, currency) : null;
  }
}

function subjectOf(
  type: string,
  object: { payment_id?: string | undefined; refund_id?: string | undefined; dispute_id?: string | undefined },
): ProviderEvent['subject'] {
  const paymentId = object.payment_id ?? null;
  if (/refund/i.test(type) || object.refund_id) return { kind: 'refund', refundId: object.refund_id ?? null, paymentId };
  if (object.dispute_id) return { kind: 'dispute', disputeId: object.dispute_id, paymentId };
  return paymentId ? { kind: 'payment', paymentId } : { kind: 'irrelevant' };
}

import type Stripe from 'stripe';
import { accepted, acceptedWhen, declined, unknown } from '#adapters/payments/outcomes.ts';
import { requireKey } from '#adapters/payments/require-key.ts';
import type {
  CreatedPayment,
  Outcome,
  PaymentProvider,
  PaymentRequest,
  ProviderDispute,
  ProviderEvent,
  ProviderPayment,
  ProviderRefund,
  RefundRequest,
  WebhookHeaders,
} from '#application/shared/payment-provider.ts';
import type { Clock } from '#application/shared/ports.ts';
import { keyTime } from './key-time.ts';
import { endsWithinMs, isLetIn } from './stripe-access.ts';
import { toStripeAmount } from './stripe-amount.ts';
import { isRefusedUnheard, lookAgain, outcomeOf, readKnown, refusalOfUs } from './stripe-errors.ts';
import { A_PAGE, CLOCKS_DIFFER_SECONDS, firstOf, isStripeId } from './stripe-lookup.ts';
import { metadataOf, referenceOf, toCreatedPayment, toDispute, toPayment, toRefund } from './stripe-objects.ts';
import { isStripeSignature, readStripeEvent } from './stripe-webhook.ts';

type Deps = {
  stripe: Stripe;
  clock: Clock;
  /** Of the endpoint that hears of payments; one of the two there must be. */
  webhookSecret?: string | undefined;
  /** Of the endpoint that hears of connected accounts. */
  connectWebhookSecret?: string | undefined;
};

export class StripePaymentProvider implements PaymentProvider {
  readonly name = 'stripe';
  readonly callEndsWithinMs: number;
  readonly #stripe: Stripe;
  readonly #clock: Clock;
  readonly #secrets: readonly string[];

  constructor({ stripe, clock, webhookSecret, connectWebhookSecret }: Deps) {
    this.#stripe = stripe;
    // A refund that was refused is looked up.
    this.callEndsWithinMs = 2 * endsWithinMs(stripe);
    this.#clock = clock;
    this.#secrets = [webhookSecret, connectWebhookSecret].flatMap((secret) => secret || []);
    if (this.#secrets.length === 0) throw new TypeError('Stripe needs the secret that its webhooks are signed with');
  }

  async createPayment(idempotencyKey: string, request: PaymentRequest): Promise<Outcome<CreatedPayment>> {
    requireKey(idempotencyKey);
    const params: Stripe.PaymentIntentCreateParams = {
      ...toStripeAmount(request.amount),
      automatic_payment_methods: { enabled: true },
      description: request.description,
      metadata: metadataOf(request.orderId, idempotencyKey),
    };
    try {
      const created = toCreatedPayment(await this.#stripe.paymentIntents.create(params, { idempotencyKey }));
      return acceptedWhen(({ payment }) => payment.amount.equals(request.amount), created);
    } catch (error) {
      return refusalOfUs(error) ?? outcomeOf(error);
    }
  }

  async getPayment(paymentId: string): Promise<ProviderPayment | null> {
    if (!isStripeId(paymentId)) return null;
    return readKnown(this.#stripe.paymentIntents.retrieve(paymentId).then(toPayment));
  }

  /** Stripe finds nothing by a key: what was created since the key was made is gone through. */
  async findPayment(idempotencyKey: string): Promise<CreatedPayment | null> {
    requireKey(idempotencyKey);
    const made = keyTime(idempotencyKey);
    const window = made === null ? {} : { created: { gte: made - CLOCKS_DIFFER_SECONDS } };
    const pages = this.#stripe.paymentIntents.list({ ...window, limit: A_PAGE });
    return readKnown(firstOf(pages, (intent) => referenceOf(intent) === idempotencyKey).then((found) => found && toCreatedPayment(found)));
  }

  async cancelPayment(idempotencyKey: string, paymentId: string): Promise<Outcome<ProviderPayment>> {
    requireKey(idempotencyKey);
    if (!isStripeId(paymentId)) return declined('resource_missing', 'there is no such payment');
    try {
      // The order's own key belongs to the payment's creation.
      const options = { idempotencyKey: `${idempotencyKey}-cancel` };
      return accepted(toPayment(await this.#stripe.paymentIntents.cancel(paymentId, { cancellation_reason: 'abandoned' }, options)));
    } catch (error) {
      return lookAgain(outcomeOf(error), async () => {
        const payment = await this.getPayment(paymentId);
        return payment && payment.status !== 'open' ? accepted(payment) : null;
      });
    }
  }

  async createRefund(idempotencyKey: string, request: RefundRequest): Promise<Outcome<ProviderRefund>> {
    requireKey(idempotencyKey);
    if (!isStripeId(request.paymentId)) return declined('resource_missing', 'there is no such payment');
    const params: Stripe.RefundCreateParams = {
      payment_intent: request.paymentId,
      amount: toStripeAmount(request.amount).amount,
      metadata: metadataOf(request.orderId, idempotencyKey),
    };
    try {
      const isThis = (refund: ProviderRefund) => refund.paymentId === request.paymentId && refund.amount.equals(request.amount);
      return acceptedWhen(isThis, toRefund(await this.#stripe.refunds.create(params, { idempotencyKey })));
    } catch (error) {
      const outcome = refusalOfUs<ProviderRefund>(error) ?? outcomeOf<ProviderRefund>(error);
      if (outcome.outcome === 'unknown' || isRefusedUnheard(error)) return outcome;
      // "Already refunded" may be the echo of our own refund, made before the key was forgotten.
      return lookAgain(outcome, async () => {
        const earlier = await this.findRefund(idempotencyKey, request.paymentId);
        if (!earlier) return null;
        return earlier.amount.equals(request.amount) ? accepted(earlier) : unknown(new Error('another refund was made under this key'));
      });
    }
  }

  async getRefund(refundId: string): Promise<ProviderRefund | null> {
    if (!isStripeId(refundId)) return null;
    return readKnown(this.#stripe.refunds.retrieve(refundId).then(toRefund));
  }

  async findRefund(idempotencyKey: string, paymentId: string): Promise<ProviderRefund | null> {
    requireKey(idempotencyKey);
    return (await this.listRefunds(paymentId)).find(({ reference }) => reference === idempotencyKey) ?? null;
  }

  async listRefunds(paymentId: string): Promise<ProviderRefund[]> {
    if (!isStripeId(paymentId)) return [];
    const pages = this.#stripe.refunds.list({ payment_intent: paymentId, limit: A_PAGE });
    return (await readKnown(Array.fromAsync(pages, toRefund))) ?? [];
  }

  async getDispute(disputeId: string): Promise<ProviderDispute | null> {
    if (!isStripeId(disputeId)) return null;
    return readKnown(this.#stripe.disputes.retrieve(disputeId).then(toDispute));
  }

  async listDisputes(paymentId: string): Promise<ProviderDispute[]> {
    if (!isStripeId(paymentId)) return [];
    const pages = this.#stripe.disputes.list({ payment_intent: paymentId, limit: A_PAGE });
    const disputes = (await readKnown(Array.fromAsync(pages, toDispute))) ?? [];
    return disputes.filter((dispute) => dispute?.paymentId === paymentId) as ProviderDispute[];
  }

  takesOurKey(): Promise<boolean> {
    return isLetIn(this.#stripe.paymentIntents.retrieve('pi_none'));
  }

  verifyWebhook(headers: WebhookHeaders, rawBody: Buffer): boolean {
    return isStripeSignature(this.#secrets, headers['stripe-signature'], rawBody, this.#clock.now());
  }

  readWebhook(rawBody: Buffer): ProviderEvent | null {
    return readStripeEvent(rawBody);
  }
}

import { toMinorUnits } from '#adapters/payments/minor-units.ts';
import { declined } from '#adapters/payments/outcomes.ts';
import { requireKey } from '#adapters/payments/require-key.ts';
import { isHmac } from '#adapters/payments/signed-hex.ts';
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
import { readKnown, settle } from './hyperswitch-answers.ts';
import { HyperswitchClient, type HyperswitchClientOptions } from './hyperswitch-client.ts';
import { readDispute, readDisputeIds } from './hyperswitch-dispute.ts';
import { isHyperswitchId, paymentIdFor, refundIdFor } from './hyperswitch-ids.ts';
import { readPayment, readRefund, readRefunds } from './hyperswitch-objects.ts';
import { readHyperswitchEvent } from './hyperswitch-webhook.ts';

export type HyperswitchOptions = HyperswitchClientOptions & {
  /** The profile's `payment_response_hash_key`. */
  webhookSecret: string;
  profileId?: string | undefined;
};

const REFUNDS_A_PAGE = 100;
const REFUSED = [401, 403];

export class HyperswitchProvider implements PaymentProvider {
  readonly name = 'hyperswitch';
  readonly callEndsWithinMs: number;
  readonly #client: HyperswitchClient;
  readonly #profile: { profile_id?: string };
  readonly #webhookSecret: string;

  constructor(options: HyperswitchOptions) {
    if (options.webhookSecret === '') throw new TypeError('Hyperswitch needs the secret that its webhooks are signed with');
    this.#client = new HyperswitchClient(options);
    // What was refused is looked up.
    this.callEndsWithinMs = 2 * this.#client.timeoutMs;
    this.#profile = options.profileId ? { profile_id: options.profileId } : {};
    this.#webhookSecret = options.webhookSecret;
  }

  async createPayment(idempotencyKey: string, request: PaymentRequest): Promise<Outcome<CreatedPayment>> {
    requireKey(idempotencyKey);
    const paymentId = paymentIdFor(idempotencyKey);
    const body = {
      payment_id: paymentId,
      amount: toMinorUnits(request.amount),
      currency: request.amount.currency,
      confirm: false,
      capture_method: 'automatic',
      description: request.description,
      return_url: request.returnUrl,
      merchant_order_reference_id: request.orderId,
      metadata: { order_id: request.orderId, reference: idempotencyKey },
      ...this.#profile,
    };
    return settle({
      send: () => this.#client.post('/payments', body, idempotencyKey),
      read: readPayment,
      find: () => this.findPayment(idempotencyKey),
      isThis: ({ payment }) => payment.paymentId === paymentId && payment.amount.equals(request.amount),
      endsUnheard: true,
    });
  }

  async getPayment(paymentId: string): Promise<ProviderPayment | null> {
    return (await this.#retrieve(paymentId, (id) => `/payments/${id}?force_sync=true`, readPayment))?.payment ?? null;
  }

  async findPayment(idempotencyKey: string): Promise<CreatedPayment | null> {
    requireKey(idempotencyKey);
    return this.#retrieve(paymentIdFor(idempotencyKey), (id) => `/payments/${id}?force_sync=true`, readPayment);
  }

  /** It takes no id of ours, and needs none: a payment is cancelled or it is not. */
  async cancelPayment(idempotencyKey: string, paymentId: string): Promise<Outcome<ProviderPayment>> {
    requireKey(idempotencyKey);
    if (!isHyperswitchId(paymentId)) return declined('HE_02', 'there is no such payment');
    return settle({
      send: () => this.#client.post(`/payments/${paymentId}/cancel`, { cancellation_reason: 'abandoned' }, idempotencyKey),
      read: (body) => readPayment(body).payment,
      find: () => this.getPayment(paymentId),
      isThis: (payment) => payment.paymentId === paymentId,
      isDone: (payment) => payment.status !== 'open',
    });
  }

  async createRefund(idempotencyKey: string, request: RefundRequest): Promise<Outcome<ProviderRefund>> {
    requireKey(idempotencyKey);
    const refundId = refundIdFor(idempotencyKey);
    const body = {
      payment_id: request.paymentId,
      refund_id: refundId,
      amount: toMinorUnits(request.amount),
      refund_type: 'instant',
      metadata: { order_id: request.orderId, reference: idempotencyKey },
    };
    return settle({
      send: () => this.#client.post('/refunds', body, idempotencyKey),
      read: readRefund,
      find: () => this.findRefund(idempotencyKey),
      isThis: (refund) => refund.refundId === refundId && refund.paymentId === request.paymentId && refund.amount.equals(request.amount),
      endsUnheard: true,
    });
  }

  getRefund(refundId: string): Promise<ProviderRefund | null> {
    return this.#retrieve(refundId, (id) => `/refunds/${id}`, readRefund);
  }

  async findRefund(idempotencyKey: string): Promise<ProviderRefund | null> {
    requireKey(idempotencyKey);
    return this.getRefund(refundIdFor(idempotencyKey));
  }

  /** A payment takes eleven refunds at most: one page holds them. */
  async listRefunds(paymentId: string): Promise<ProviderRefund[]> {
    if (!isHyperswitchId(paymentId)) return [];
    const answer = await this.#client.post('/refunds/list', { payment_id: paymentId, limit: REFUNDS_A_PAGE });
    return readKnown(answer, readRefunds) ?? [];
  }

  getDispute(disputeId: string): Promise<ProviderDispute | null> {
    return this.#retrieve(disputeId, (id) => `/disputes/${id}`, readDispute);
  }

  /** Its payment names them, without their amounts. */
  async listDisputes(paymentId: string): Promise<ProviderDispute[]> {
    const ids = (await this.#retrieve(paymentId, (id) => `/payments/${id}`, readDisputeIds)) ?? [];
    const disputes = await Promise.all(ids.map((id) => this.getDispute(id)));
    return disputes.filter((dispute) => dispute !== null);
  }

  async takesOurKey(): Promise<boolean> {
    const answer = await this.#client.get(`/payments/${paymentIdFor('none')}`);
    return answer.ok || !REFUSED.includes(answer.status);
  }

  verifyWebhook(headers: WebhookHeaders, rawBody: Buffer): boolean {
    const signature = headers['x-webhook-signature-512'];
    return typeof signature === 'string' && isHmac('sha512', this.#webhookSecret, rawBody, signature);
  }

  readWebhook(rawBody: Buffer): ProviderEvent | null {
    return readHyperswitchEvent(rawBody);
  }

  async #retrieve<T>(id: string, pathOf: (id: string) => string, read: (body: unknown) => T): Promise<T | null> {
    return isHyperswitchId(id) ? readKnown(await this.#client.get(pathOf(id)), read) : null;
  }
}

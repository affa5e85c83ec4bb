import { HyperswitchEvents } from './hyperswitch/hyperswitch-events.ts';
import { PaymentDesk, paymentView } from './hyperswitch/payment-desk.ts';
import { RefundDesk, refundView } from './hyperswitch/refund-desk.ts';
import { HyperswitchRefusal } from './hyperswitch/refusal.ts';
import { StandInServer, type WireAnswer, type WireRequest } from './wire/stand-in-server.ts';
import { WebhookSender } from './wire/webhook-sender.ts';

type Options = { apiKey?: string; webhookSecret?: string; webhookUrl?: string; now?: () => Date };
type Dispute = { dispute_id: string; payment_id: string; amount: string; currency: string; dispute_status: string; created_at: string };
type Handler = { method: string; path: RegExp; handle: (id: string, request: WireRequest) => object };

/**
 * Hyperswitch on this machine, as strict as the real one: ids that can be used once, refund checks in their order, states
 * that it tells nobody of. What a buyer, a bank or a merchant's dashboard would do are methods.
 */
export class HyperswitchServer extends StandInServer {
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly webhooks: WebhookSender;
  readonly #now = () => this.now();
  readonly #desk = new PaymentDesk(this.#now);
  readonly #refunds = new RefundDesk(this.#now, (id) => this.#desk.find(id));
  readonly #disputes = new Map<string, Dispute>();
  readonly #events: HyperswitchEvents;

  constructor(options: Options = {}) {
    super(options.now);
    this.apiKey = options.apiKey ?? 'snd_stand_in';
    this.webhookSecret = options.webhookSecret ?? 'stand-in-payment-response-hash-key';
    this.webhooks = new WebhookSender({ now: this.#now, url: options.webhookUrl ?? null });
    this.#events = new HyperswitchEvents({ now: this.#now, secret: this.webhookSecret });
  }

  /** What has really happened to money here. */
  get truth() {
    return {
      payments: [...this.#desk.payments.values()],
      refunds: [...this.#refunds.refunds.values()],
      disputes: [...this.#disputes.values()],
    };
  }

  /** The buyer, the bank or time brings a payment here; `received` is what was captured, all of it when left out. */
  settlePayment(id: string, status: string, received?: number): void {
    const { amount } = this.#desk.find(id);
    const captured = received ?? (status === 'succeeded' ? amount : null);
    const failure = status === 'failed' ? { error_code: 'card_declined', error_message: 'The card was declined' } : {};
    this.#desk.move(id, status, { ...(captured === null ? {} : { amount_received: captured }), ...failure });
    this.#tellPayment(id);
  }

  /** A refund that succeeded may fail after all. */
  settleRefund(id: string, status: 'pending' | 'review' | 'succeeded' | 'failed'): void {
    this.#refunds.move(id, status);
    this.#tellRefund(id);
  }

  /** A refund that nobody asked us for. Answers its id. */
  refundInDashboard(paymentId: string, amount: number, metadata?: Record<string, string>): string {
    const { refund_id } = this.#refunds.create(JSON.stringify({ payment_id: paymentId, amount, metadata }));
    this.settleRefund(refund_id, 'succeeded');
    return refund_id;
  }

  /** Answers the dispute's id. */
  openDispute(paymentId: string, amount = this.#desk.find(paymentId).amount): string {
    const { currency } = this.#desk.find(paymentId);
    const id = `dp_${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`;
    const created_at = this.now().toISOString();
    const dispute = {
      dispute_id: id,
      payment_id: paymentId,
      amount: String(amount),
      currency,
      dispute_status: 'dispute_opened',
      created_at,
    };
    this.#disputes.set(id, dispute);
    this.#tellDispute(dispute);
    return id;
  }

  moveDispute(id: string, status: string): void {
    const dispute = Object.assign(this.#dispute(id), { dispute_status: status });
    this.#tellDispute(dispute);
  }

  /** The header of a delivery with these bytes. */
  sign(body: Buffer): Record<string, string> {
    return this.#events.signature(body);
  }

  protected answer(request: WireRequest, instead: WireAnswer | null): WireAnswer {
    try {
      const body = this.#handle(request);
      return instead ?? { status: 200, body };
    } catch (error) {
      if (error instanceof HyperswitchRefusal) return instead ?? error.answer;
      throw error;
    }
  }

  #handle(request: WireRequest): object {
    if (request.headers['api-key'] !== this.apiKey)
      throw new HyperswitchRefusal(401, 'IR_01', 'API key not provided or invalid API key used');
    const found = this.#handlers.filter(({ path }) => path.test(request.path));
    if (found.length === 0) throw new HyperswitchRefusal(404, 'IR_02', 'Unrecognized request URL');
    const handler = found.find(({ method }) => method === request.method);
    if (!handler) throw new HyperswitchRefusal(405, 'IR_03', 'The HTTP method is not applicable for this API');
    return handler.handle(handler.path.exec(request.path)?.[1] ?? '', request);
  }

  readonly #handlers: Handler[] = [
    { method: 'POST', path: /^\/payments$/, handle: (_, { body }) => this.#payment(this.#desk.create(body).payment_id) },
    {
      method: 'POST',
      path: /^\/payments\/([^/]+)\/cancel$/,
      handle: (id, { body }) => {
        this.#desk.cancel(id, body);
        this.#tellPayment(id);
        return this.#payment(id);
      },
    },
    { method: 'GET', path: /^\/payments\/([^/]+)$/, handle: (id) => this.#payment(id) },
    { method: 'POST', path: /^\/refunds$/, handle: (_, { body }) => refundView(this.#refunds.create(body)) },
    {
      method: 'POST',
      path: /^\/refunds\/list$/,
      handle: (_, { body }) => {
        const data = this.#refunds.list(body).map(refundView);
        return { count: data.length, total_count: data.length, data };
      },
    },
    { method: 'GET', path: /^\/refunds\/([^/]+)$/, handle: (id) => refundView(this.#refunds.find(id)) },
    { method: 'GET', path: /^\/disputes\/([^/]+)$/, handle: (id) => disputeView(this.#dispute(id)) },
  ];

  #payment(id: string): object {
    const refunds = this.#refunds.ofPayment(id).map(refundView);
    const disputes = [...this.#disputes.values()].filter((dispute) => dispute.payment_id === id).map(disputeOfPayment);
    return paymentView(this.#desk.find(id), { refunds, disputes });
  }

  #dispute(id: string): Dispute {
    const dispute = this.#disputes.get(id);
    if (!dispute) throw new HyperswitchRefusal(404, 'HE_04', 'Dispute does not exist in our records');
    return dispute;
  }

  #tellPayment(id: string): void {
    this.#tell({ kind: 'payment', id, status: this.#desk.find(id).status, object: this.#payment(id) });
  }

  #tellRefund(id: string): void {
    const refund = this.#refunds.find(id);
    this.#tell({ kind: 'refund', id, status: refund.status, object: refundView(refund) });
  }

  #tellDispute(dispute: Dispute): void {
    this.#tell({ kind: 'dispute', id: dispute.dispute_id, status: dispute.dispute_status, object: disputeView(dispute) });
  }

  #tell(told: Parameters<HyperswitchEvents['of']>[0]): void {
    const event = this.#events.of(told);
    if (event) this.webhooks.happened(event);
  }
}

/** What a payment tells of its disputes. */
function disputeOfPayment({ dispute_id, dispute_status, created_at }: Dispute): object {
  return {
    dispute_id,
    dispute_status,
    created_at,
    dispute_stage: 'dispute',
    connector_status: dispute_status,
    connector_dispute_id: `dp_${dispute_id}`,
  };
}

function disputeView(dispute: Dispute): object {
  return {
    ...dispute,
    attempt_id: `${dispute.payment_id}_1`,
    dispute_stage: 'dispute',
    connector: 'stripe',
    connector_status: dispute.dispute_status,
    connector_dispute_id: `dp_${dispute.dispute_id}`,
    connector_reason: 'fraudulent',
    connector_reason_code: null,
    challenge_required_by: new Date(Date.parse(dispute.created_at) + 7 * 86_400_000).toISOString(),
    connector_created_at: null,
    connector_updated_at: null,
    profile_id: null,
    merchant_connector_id: null,
    is_already_refunded: false,
  };
}

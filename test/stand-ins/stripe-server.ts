import { ConnectCounter } from './stripe/connect-counter.ts';
import { IdempotencyKeys } from './stripe/idempotency.ts';
import { PaymentCounter } from './stripe/payment-counter.ts';
import { RefundCounter } from './stripe/refund-counter.ts';
import { StripeRefusal } from './stripe/refusal.ts';
import { StripeEvents } from './stripe/stripe-events.ts';
import { StripeState } from './stripe/stripe-state.ts';
import { TransferCounter } from './stripe/transfer-counter.ts';
import { StandInServer, type WireAnswer, type WireRequest } from './wire/stand-in-server.ts';
import { WebhookSender } from './wire/webhook-sender.ts';

type Options = { secretKey?: string; webhookSecret?: string; connectWebhookSecret?: string; webhookUrl?: string; now?: () => Date };
type Call = { scope: string; id: string; body: string; query: URLSearchParams };
type Handler = [method: 'GET' | 'POST', path: RegExp, handle: (call: Call) => object];

/**
 * Stripe on this machine, with a memory: form bodies, idempotency keys that replay and forget, connected accounts, balances
 * that can run dry. What buyers, banks and the dashboard would do is in `payments`, `refunds`, `connect` and `balances`.
 */
export class StripeServer extends StandInServer {
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly connectWebhookSecret: string;
  readonly webhooks: WebhookSender;
  readonly keys: IdempotencyKeys;
  readonly payments: PaymentCounter;
  readonly refunds: RefundCounter;
  readonly connect: ConnectCounter;
  readonly transfers: TransferCounter;
  readonly #state: StripeState;
  readonly #events: StripeEvents;

  constructor(options: Options = {}) {
    super(options.now);
    const now = () => this.now();
    this.secretKey = options.secretKey ?? 'sk_test_stand_in';
    this.webhookSecret = options.webhookSecret ?? 'whsec_stand_in';
    this.connectWebhookSecret = options.connectWebhookSecret ?? 'whsec_stand_in_connect';
    this.webhooks = new WebhookSender({ now, url: options.webhookUrl ?? null });
    this.keys = new IdempotencyKeys(now);
    this.#events = new StripeEvents({ now, secrets: { platform: this.webhookSecret, connect: this.connectWebhookSecret } });
    this.#state = new StripeState({ now, events: this.#events, webhooks: this.webhooks });
    this.payments = new PaymentCounter(this.#state);
    this.refunds = new RefundCounter(this.#state, this.payments);
    this.connect = new ConnectCounter(this.#state);
    this.transfers = new TransferCounter(this.#state, this.payments, this.connect);
  }

  /** Of the platform (`''`) and of each connected account. */
  get balances() {
    return this.#state.balances;
  }

  /** A refund that nobody asked us for. Answers its id. */
  refundInDashboard(paymentId: string, amount: number): string {
    const scope = this.payments.payments.scopeOf(paymentId);
    const { id } = this.refunds.create(scope, new URLSearchParams({ payment_intent: paymentId, amount: String(amount) }).toString());
    this.refunds.settle(id, 'succeeded');
    return id;
  }

  /** The header of a delivery with these bytes. */
  sign(body: Buffer, at?: Date, secret?: 'platform' | 'connect'): Record<string, string> {
    return this.#events.sign(body, at, secret);
  }

  protected answer(request: WireRequest, instead: WireAnswer | null): WireAnswer {
    const key = request.method === 'POST' ? (request.headers['idempotency-key'] ?? null) : null;
    const fingerprint = `${request.path} ${request.body}`;
    try {
      const scope = this.#admit(request);
      const before = typeof key === 'string' ? this.keys.replay(scope, key, fingerprint) : null;
      if (before) return instead ?? before;
      const answer = this.#carryOut(request, scope);
      const kept = instead ?? answer.answer;
      if (typeof key === 'string' && (instead || answer.begun)) this.keys.keep(scope, key, fingerprint, kept);
      return kept;
    } catch (error) {
      if (error instanceof StripeRefusal) return instead ?? error.answer;
      throw error;
    }
  }

  /** The account that the call is made for: the platform's own unless `Stripe-Account` names another. */
  #admit({ headers }: WireRequest): string {
    if (headers.authorization !== `Bearer ${this.secretKey}`) {
      throw new StripeRefusal(`Invalid API Key provided: ${headers.authorization?.replace('Bearer ', '')}`, { status: 401 });
    }
    const account = headers['stripe-account'];
    if (typeof account !== 'string') return '';
    if (this.connect.accounts.all().some(({ id }) => id === account)) return account;
    const message = `The provided key does not have access to account '${account}' (or that account does not exist).`;
    throw new StripeRefusal(message, { status: 403, code: 'account_invalid' });
  }

  #carryOut({ method, path, query, body }: WireRequest, scope: string): { answer: WireAnswer; begun: boolean } {
    const [, pattern, handle] = this.#handlers.find(([wanted, pattern]) => wanted === method && pattern.test(path)) ?? [];
    if (!pattern || !handle) throw new StripeRefusal(`Unrecognized request URL (${method}: ${path}).`, { status: 404 });
    try {
      const done = handle({ scope, id: pattern.exec(path)?.[1] ?? '', body, query });
      return { answer: { status: 200, body: structuredClone(done) }, begun: true };
    } catch (error) {
      if (error instanceof StripeRefusal) return { answer: error.answer, begun: error.begun };
      throw error;
    }
  }

  readonly #handlers: Handler[] = [
    ['POST', /^\/v1\/payment_intents$/, ({ scope, body }) => this.payments.create(scope, body)],
    ['GET', /^\/v1\/payment_intents$/, ({ scope, query }) => this.payments.payments.list(scope, query, [], '/v1/payment_intents')],
    ['GET', /^\/v1\/payment_intents\/([^/]+)$/, ({ scope, id }) => this.payments.payments.find(scope, id, 'intent')],
    ['POST', /^\/v1\/payment_intents\/([^/]+)\/cancel$/, ({ scope, id, body }) => this.payments.cancel(scope, id, body)],
    ['POST', /^\/v1\/refunds$/, ({ scope, body }) => this.refunds.create(scope, body)],
    ['GET', /^\/v1\/refunds$/, ({ scope, query }) => this.refunds.list(scope, query)],
    ['GET', /^\/v1\/refunds\/([^/]+)$/, ({ scope, id }) => this.refunds.refunds.find(scope, id)],
    ['GET', /^\/v1\/disputes$/, ({ scope, query }) => this.refunds.listDisputes(scope, query)],
    ['GET', /^\/v1\/disputes\/([^/]+)$/, ({ scope, id }) => this.refunds.disputes.find(scope, id, 'dispute')],
    ['GET', /^\/v1\/balance$/, ({ scope }) => this.balances.view(scope)],
    ['POST', /^\/v1\/accounts$/, ({ body }) => this.connect.createAccount(body)],
    ['GET', /^\/v1\/accounts\/([^/]+)$/, ({ id }) => this.connect.accounts.find('', id, 'account')],
    ['POST', /^\/v1\/account_links$/, ({ body }) => this.connect.createLink(body)],
    ['POST', /^\/v1\/transfers$/, ({ body }) => this.transfers.create(body)],
    ['GET', /^\/v1\/transfers$/, ({ query }) => this.transfers.list(query)],
    ['GET', /^\/v1\/transfers\/([^/]+)$/, ({ id }) => this.transfers.view(this.transfers.transfers.find('', id, 'transfer'))],
    ['POST', /^\/v1\/transfers\/([^/]+)\/reversals$/, ({ id, body }) => this.transfers.reverse(id, body)],
    ['GET', /^\/v1\/transfers\/([^/]+)\/reversals$/, ({ id, query }) => this.transfers.listReversals(id, query)],
    ['POST', /^\/v1\/payouts$/, ({ scope, body }) => this.connect.createPayout(scope, body)],
    ['GET', /^\/v1\/payouts$/, ({ scope, query }) => this.connect.payouts.list(scope, query, ['status'], '/v1/payouts')],
    ['GET', /^\/v1\/payouts\/([^/]+)$/, ({ scope, id }) => this.connect.payouts.find(scope, id, 'payout')],
    ['POST', /^\/v1\/payouts\/([^/]+)\/cancel$/, ({ scope, id }) => this.connect.cancelPayout(scope, id)],
  ];
}

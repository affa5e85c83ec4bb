import { Params } from './params.ts';
import type { PaymentCounter } from './payment-counter.ts';
import { StripeRefusal } from './refusal.ts';
import { newId, Shelf, type StripeObject } from './shelf.ts';
import type { StripeState } from './stripe-state.ts';

type StripeRefund = StripeObject & {
  object: 'refund';
  amount: number;
  currency: string;
  status: string;
  payment_intent: string;
  charge: string | null;
  metadata: Record<string, string>;
  reason: string | null;
  failure_reason: string | null;
};
type StripeDispute = StripeObject & {
  object: 'dispute';
  amount: number;
  currency: string;
  status: string;
  reason: string;
  payment_intent: string;
  charge: string | null;
  balance_transactions: object[];
  evidence_details: object;
};

const DISPUTE_FEE = 2000;
const createParams = ['payment_intent', 'charge', 'amount', 'reason', 'metadata', 'reverse_transfer', 'refund_application_fee'];

/** What goes back to buyers: refunds, and disputes. */
export class RefundCounter {
  readonly refunds = new Shelf<StripeRefund>('refund', 're');
  readonly disputes = new Shelf<StripeDispute>('dispute', 'dp');
  /** Cards are refunded at once; other ways of paying take their time. */
  startsAs: 'pending' | 'succeeded' = 'pending';
  readonly #state: StripeState;
  readonly #payments: PaymentCounter;

  constructor(state: StripeState, payments: PaymentCounter) {
    this.#state = state;
    this.#payments = payments;
  }

  create(scope: string, body: string): StripeRefund {
    const params = new Params(body, createParams);
    const payment = this.#payments.payments.find(scope, params.required('payment_intent'), 'payment_intent');
    if (payment.status !== 'succeeded') {
      throw new StripeRefusal(`This PaymentIntent (${payment.id}) does not have a successful charge to refund.`);
    }
    const left = payment.amount_received - this.#taken(payment.id);
    if (left <= 0)
      throw new StripeRefusal(`Charge ${payment.latest_charge} has already been refunded.`, { code: 'charge_already_refunded' });
    const amount = params.amount('amount') ?? left;
    if (amount > left) throw new StripeRefusal('Refund amount is greater than unrefunded amount on charge', { param: 'amount' });
    this.#state.balances.add(scope, payment.currency, -amount);
    const refund = this.refunds.add(scope, {
      id: this.refunds.newId(),
      object: 'refund',
      amount,
      currency: payment.currency,
      status: this.startsAs,
      payment_intent: payment.id,
      charge: payment.latest_charge,
      created: this.#state.seconds(),
      metadata: params.record('metadata'),
      reason: params.text('reason'),
      failure_reason: null,
    });
    this.#tell(
      'charge.refunded',
      { id: payment.latest_charge, object: 'charge', payment_intent: payment.id, amount_refunded: amount },
      refund.id,
    );
    this.#tell('refund.created', refund);
    return refund;
  }

  list(scope: string, query: URLSearchParams) {
    const payment = query.get('payment_intent');
    if (payment !== null) this.#payments.payments.find(scope, payment, 'payment_intent');
    return this.refunds.list(scope, query, ['payment_intent', 'charge'], '/v1/refunds');
  }

  settle(id: string, status: 'succeeded' | 'failed' | 'canceled' | 'requires_action'): void {
    const refund = this.refunds.find(this.refunds.scopeOf(id), id);
    if (status === 'failed') this.#state.balances.add(this.refunds.scopeOf(id), refund.currency, refund.amount);
    Object.assign(refund, { status, failure_reason: status === 'failed' ? 'lost_or_stolen_card' : null });
    this.#tell(status === 'failed' ? 'refund.failed' : 'refund.updated', refund);
  }

  openDispute(paymentId: string): string {
    const scope = this.#payments.payments.scopeOf(paymentId);
    const { amount_received: amount, currency, latest_charge: charge } = this.#payments.payments.find(scope, paymentId);
    this.#state.balances.add(scope, currency, -amount - DISPUTE_FEE);
    const dispute = this.disputes.add(scope, {
      id: this.disputes.newId(),
      object: 'dispute',
      amount,
      currency,
      status: 'needs_response',
      reason: 'fraudulent',
      payment_intent: paymentId,
      charge,
      created: this.#state.seconds(),
      balance_transactions: [
        { id: newId('txn'), object: 'balance_transaction', amount: -amount, fee: DISPUTE_FEE, net: -amount - DISPUTE_FEE, currency },
      ],
      evidence_details: { due_by: this.#state.seconds() + 7 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
    });
    this.#tell('charge.dispute.created', dispute);
    return dispute.id;
  }

  listDisputes(scope: string, query: URLSearchParams) {
    return this.disputes.list(scope, query, ['payment_intent', 'charge'], '/v1/disputes');
  }

  moveDispute(id: string, status: string): void {
    const dispute = Object.assign(this.disputes.find(this.disputes.scopeOf(id), id), { status });
    if (status === 'won') this.#state.balances.add(this.disputes.scopeOf(id), dispute.currency, dispute.amount);
    this.#tell(status === 'won' || status === 'lost' ? 'charge.dispute.closed' : 'charge.dispute.updated', dispute);
  }

  #taken(paymentId: string): number {
    const standing = this.refunds
      .all()
      .filter((refund) => refund.payment_intent === paymentId && !['failed', 'canceled'].includes(refund.status));
    return standing.reduce((sum, { amount }) => sum + amount, 0);
  }

  #tell(type: string, object: { id?: string | null; [field: string]: unknown }, id = object.id ?? ''): void {
    this.#state.tell(type, object, this.refunds.scopeOf(id) || this.disputes.scopeOf(id));
  }
}

import { Params } from './params.ts';
import { StripeRefusal } from './refusal.ts';
import { newId, Shelf, type StripeObject } from './shelf.ts';
import type { StripeState } from './stripe-state.ts';

type StripePayment = StripeObject & {
  object: 'payment_intent';
  amount: number;
  amount_received: number;
  currency: string;
  status: string;
  client_secret: string;
  description: string | null;
  metadata: Record<string, string>;
  transfer_group: string | null;
  latest_charge: string | null;
  last_payment_error: object | null;
  canceled_at: number | null;
  cancellation_reason: string | null;
  payment_method_types: string[];
  livemode: false;
};

const SMALLEST_AMOUNT = 50;
const createParams = [
  'amount',
  'currency',
  'automatic_payment_methods',
  'description',
  'metadata',
  'transfer_group',
  'statement_descriptor_suffix',
  'receipt_email',
];
const cancellable = ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture', 'processing'];

/** Payments: what a client may do to them, and what buyers and banks do. */
export class PaymentCounter {
  readonly payments = new Shelf<StripePayment>('payment_intent', 'pi');
  readonly #state: StripeState;

  constructor(state: StripeState) {
    this.#state = state;
  }

  create(scope: string, body: string): StripePayment {
    const params = new Params(body, createParams);
    const amount = params.requiredAmount('amount');
    const currency = params.currency();
    if (amount < SMALLEST_AMOUNT) {
      throw new StripeRefusal('Amount must be at least 50 cents', { code: 'amount_too_small', param: 'amount' });
    }
    const id = this.payments.newId();
    const payment = this.payments.add(scope, {
      id,
      object: 'payment_intent',
      amount,
      amount_received: 0,
      currency,
      status: 'requires_payment_method',
      client_secret: `${id}_secret_${crypto.randomUUID().slice(0, 8)}`,
      created: this.#state.seconds(),
      description: params.text('description'),
      metadata: params.record('metadata'),
      transfer_group: params.text('transfer_group'),
      latest_charge: null,
      last_payment_error: null,
      canceled_at: null,
      cancellation_reason: null,
      payment_method_types: ['card'],
      livemode: false,
    });
    return this.#tell('payment_intent.created', payment);
  }

  cancel(scope: string, id: string, body: string): StripePayment {
    const params = new Params(body, ['cancellation_reason']);
    const payment = this.payments.find(scope, id, 'intent');
    if (!cancellable.includes(payment.status)) {
      const message = `You cannot cancel this PaymentIntent because it has a status of ${payment.status}.`;
      throw new StripeRefusal(message, { code: 'payment_intent_unexpected_state', begun: true });
    }
    const changes = { status: 'canceled', canceled_at: this.#state.seconds(), cancellation_reason: params.text('cancellation_reason') };
    return this.#tell('payment_intent.canceled', Object.assign(payment, changes));
  }

  /** The buyer pays, all of it when `received` is left out. */
  succeed(id: string, received?: number): void {
    const payment = this.payments.find(this.payments.scopeOf(id), id);
    const charge = newId('ch');
    const amount_received = received ?? payment.amount;
    Object.assign(payment, { status: 'succeeded', amount_received, latest_charge: charge, last_payment_error: null });
    this.#state.balances.add(this.payments.scopeOf(id), payment.currency, amount_received);
    const told = { id: charge, object: 'charge', payment_intent: id, amount: payment.amount, refunded: false };
    this.#state.tell('charge.succeeded', told, this.payments.scopeOf(id));
    this.#tell('payment_intent.succeeded', payment);
  }

  /** The buyer is declined, and may try again. */
  decline(id: string): void {
    const payment = this.payments.find(this.payments.scopeOf(id), id);
    const last_payment_error = {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      message: 'Your card was declined.',
    };
    this.#tell('payment_intent.payment_failed', Object.assign(payment, { status: 'requires_payment_method', last_payment_error }));
  }

  move(id: string, status: string): void {
    Object.assign(this.payments.find(this.payments.scopeOf(id), id), { status });
  }

  ofCharge(charge: string): StripePayment | null {
    return this.payments.all().find(({ latest_charge }) => latest_charge === charge) ?? null;
  }

  #tell(type: string, payment: StripePayment): StripePayment {
    this.#state.tell(type, payment, this.payments.scopeOf(payment.id));
    return payment;
  }
}

import { Params } from './params.ts';
import { StripeRefusal } from './refusal.ts';
import { newId, Shelf, type StripeObject } from './shelf.ts';
import type { StripeState } from './stripe-state.ts';

export type StripeAccount = StripeObject & {
  object: 'account';
  email: string | null;
  country: string;
  default_currency: string;
  charges_enabled: boolean;
  payouts_enabled: boolean;
  details_submitted: boolean;
  capabilities: Record<string, string>;
  requirements: { currently_due: string[]; past_due: string[]; eventually_due: string[]; disabled_reason: string | null };
  metadata: Record<string, string>;
};
type StripePayout = StripeObject & {
  object: 'payout';
  amount: number;
  currency: string;
  status: string;
  description: string | null;
  metadata: Record<string, string>;
  arrival_date: number;
  failure_code: string | null;
  failure_message: string | null;
};

const accountParams = [
  'type',
  'controller',
  'country',
  'email',
  'capabilities',
  'business_type',
  'business_profile',
  'metadata',
  'settings',
];
const linkParams = ['account', 'type', 'refresh_url', 'return_url', 'collection_options', 'collect'];
const payoutParams = ['amount', 'currency', 'description', 'metadata', 'method', 'statement_descriptor', 'destination', 'source_type'];
const toDo = ['external_account', 'individual.verification.document', 'tos_acceptance.date'];

/** Connected accounts: how sellers join, and how they are paid out. */
export class ConnectCounter {
  readonly accounts = new Shelf<StripeAccount>('account', 'acct');
  readonly payouts = new Shelf<StripePayout>('payout', 'po');
  readonly #state: StripeState;

  constructor(state: StripeState) {
    this.#state = state;
  }

  createAccount(body: string): StripeAccount {
    const params = new Params(body, accountParams);
    const account: StripeAccount = {
      id: this.accounts.newId(),
      object: 'account',
      email: params.text('email'),
      country: params.text('country') ?? 'DE',
      default_currency: 'eur',
      charges_enabled: false,
      payouts_enabled: false,
      details_submitted: false,
      capabilities: { transfers: 'inactive' },
      requirements: { currently_due: toDo, past_due: [], eventually_due: toDo, disabled_reason: 'requirements.past_due' },
      created: this.#state.seconds(),
      metadata: params.record('metadata'),
    };
    return this.accounts.add('', account);
  }

  createLink(body: string): object {
    const params = new Params(body, linkParams);
    const { id } = this.accounts.find('', params.required('account'), 'account', 400);
    for (const name of ['type', 'refresh_url', 'return_url']) params.required(name);
    const created = this.#state.seconds();
    return { object: 'account_link', created, expires_at: created + 300, url: `https://connect.stripe.com/setup/e/${id}/${newId('link')}` };
  }

  /** The seller gave Stripe everything that it wants to know, or Stripe wants to know more. */
  review(id: string, passed: boolean): void {
    const due = passed ? [] : toDo;
    const account = Object.assign(this.accounts.find('', id), {
      charges_enabled: passed,
      payouts_enabled: passed,
      details_submitted: true,
      capabilities: { transfers: passed ? 'active' : 'inactive' },
      requirements: { currently_due: due, past_due: due, eventually_due: due, disabled_reason: passed ? null : 'requirements.past_due' },
    });
    this.#state.tell('account.updated', account, id);
  }

  createPayout(scope: string, body: string): StripePayout {
    const params = new Params(body, payoutParams);
    const amount = params.requiredAmount('amount');
    const currency = params.currency();
    if (scope !== '' && !this.accounts.find('', scope).payouts_enabled) {
      throw new StripeRefusal('Your account cannot currently make payouts.', { code: 'payouts_not_allowed', begun: true });
    }
    this.#state.balances.take(scope, currency, amount);
    const payout = this.payouts.add(scope, {
      id: this.payouts.newId(),
      object: 'payout',
      amount,
      currency,
      status: 'pending',
      description: params.text('description'),
      metadata: params.record('metadata'),
      created: this.#state.seconds(),
      arrival_date: this.#state.seconds() + 2 * 86_400,
      failure_code: null,
      failure_message: null,
    });
    this.#state.tell('payout.created', payout, scope);
    return payout;
  }

  cancelPayout(scope: string, id: string): StripePayout {
    const payout = this.payouts.find(scope, id);
    if (payout.status !== 'pending') throw new StripeRefusal('Payouts can only be canceled while pending.', { begun: true });
    this.settlePayout(id, 'canceled');
    return payout;
  }

  /** A payout that was paid may fail after all: then the money is back. */
  settlePayout(id: string, status: 'in_transit' | 'paid' | 'failed' | 'canceled'): void {
    const scope = this.payouts.scopeOf(id);
    const payout = this.payouts.find(scope, id);
    if (status === 'failed' || status === 'canceled') this.#state.balances.add(scope, payout.currency, payout.amount);
    const failure = status === 'failed' ? { failure_code: 'account_closed', failure_message: 'The bank account has been closed.' } : {};
    this.#state.tell(status === 'in_transit' ? 'payout.updated' : `payout.${status}`, Object.assign(payout, { status, ...failure }), scope);
  }
}

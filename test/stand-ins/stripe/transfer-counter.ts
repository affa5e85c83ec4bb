import type { ConnectCounter } from './connect-counter.ts';
import { Params } from './params.ts';
import type { PaymentCounter } from './payment-counter.ts';
import { StripeRefusal } from './refusal.ts';
import { newId, Shelf, type StripeList, type StripeObject } from './shelf.ts';
import type { StripeState } from './stripe-state.ts';

type StripeReversal = StripeObject & {
  object: 'transfer_reversal';
  amount: number;
  currency: string;
  transfer: string;
  metadata: Record<string, string>;
};
type StripeTransfer = StripeObject & {
  object: 'transfer';
  amount: number;
  amount_reversed: number;
  reversed: boolean;
  currency: string;
  destination: string;
  destination_payment: string;
  source_transaction: string | null;
  transfer_group: string | null;
  description: string | null;
  metadata: Record<string, string>;
};

const createParams = [
  'amount',
  'currency',
  'destination',
  'description',
  'metadata',
  'source_transaction',
  'source_type',
  'transfer_group',
];
const reversalParams = ['amount', 'description', 'metadata', 'refund_application_fee'];
const SHOWN_REVERSALS = 10;

/** Money between the platform and its connected accounts. */
export class TransferCounter {
  readonly transfers = new Shelf<StripeTransfer>('transfer', 'tr');
  readonly reversals = new Shelf<StripeReversal>('transfer_reversal', 'trr');
  readonly #state: StripeState;
  readonly #payments: PaymentCounter;
  readonly #connect: ConnectCounter;

  constructor(state: StripeState, payments: PaymentCounter, connect: ConnectCounter) {
    this.#state = state;
    this.#payments = payments;
    this.#connect = connect;
  }

  create(body: string): object {
    const params = new Params(body, createParams);
    const amount = params.requiredAmount('amount');
    const currency = params.currency();
    const destination = this.#connect.accounts.find('', params.required('destination'), 'destination', 400);
    if (destination.capabilities['transfers'] !== 'active') {
      const message = 'Your destination account needs to have the transfers capability enabled.';
      throw new StripeRefusal(message, { code: 'insufficient_capabilities_for_transfer', begun: true });
    }
    const source = params.text('source_transaction');
    const payment = source === null ? null : this.#payments.ofCharge(source);
    if (source !== null && !payment) throw StripeRefusal.missing('charge', source, 'source_transaction', 400);
    if (payment) this.#state.balances.add('', currency, -amount);
    else this.#state.balances.take('', currency, amount);
    this.#state.balances.add(destination.id, currency, amount);
    const transfer = this.transfers.add('', {
      id: this.transfers.newId(),
      object: 'transfer',
      amount,
      amount_reversed: 0,
      reversed: false,
      currency,
      destination: destination.id,
      destination_payment: newId('py'),
      source_transaction: source,
      transfer_group: params.text('transfer_group') ?? payment?.transfer_group ?? null,
      description: params.text('description'),
      metadata: params.record('metadata'),
      created: this.#state.seconds(),
    });
    this.#state.tell('transfer.created', this.view(transfer), '');
    return this.view(transfer);
  }

  reverse(id: string, body: string): StripeReversal {
    const params = new Params(body, reversalParams);
    const transfer = this.transfers.find('', id, 'transfer');
    const left = transfer.amount - transfer.amount_reversed;
    if (left === 0) throw new StripeRefusal(`The transfer ${id} is already fully reversed.`);
    const amount = params.amount('amount') ?? left;
    if (amount > left) throw new StripeRefusal('Reversal amount is greater than the unreversed amount on the transfer.');
    this.#state.balances.take(transfer.destination, transfer.currency, amount);
    this.#state.balances.add('', transfer.currency, amount);
    const { currency } = transfer;
    Object.assign(transfer, { amount_reversed: transfer.amount_reversed + amount, reversed: amount === left });
    const created = this.#state.seconds();
    const reversal = {
      id: this.reversals.newId(),
      object: 'transfer_reversal',
      amount,
      currency,
      transfer: id,
      metadata: params.record('metadata'),
      created,
    } as const;
    this.reversals.add('', reversal);
    this.#state.tell('transfer.reversed', this.view(transfer), '');
    return reversal;
  }

  list(query: URLSearchParams): StripeList<object> {
    const page = this.transfers.list('', query, ['destination', 'transfer_group'], '/v1/transfers');
    return { ...page, data: page.data.map((transfer) => this.view(transfer)) };
  }

  view(transfer: StripeTransfer): object {
    const { data, has_more } = this.listReversals(transfer.id, new URLSearchParams({ limit: String(SHOWN_REVERSALS) }));
    return { ...transfer, reversals: { object: 'list', data, has_more, url: `/v1/transfers/${transfer.id}/reversals` } };
  }

  listReversals(id: string, query: URLSearchParams): StripeList<StripeReversal> {
    this.transfers.find('', id, 'transfer');
    const ofTransfer = new URLSearchParams([...query, ['transfer', id]]);
    return this.reversals.list('', ofTransfer, ['transfer'], `/v1/transfers/${id}/reversals`);
  }
}

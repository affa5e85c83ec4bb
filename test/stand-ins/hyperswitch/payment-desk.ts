import { HyperswitchRefusal } from './refusal.ts';
import { metadataOf, optionalAmount, optionalText, ownId, readFields, requestFields, requiredText } from './request-fields.ts';

export type HyperswitchPayment = {
  payment_id: string;
  status: string;
  amount: number;
  amount_received: number | null;
  currency: string;
  created: Date;
  updated: Date;
  client_secret: string;
  error_code: string | null;
  error_message: string | null;
  description: string | null;
  return_url: string | null;
  metadata: Record<string, unknown> | null;
  merchant_order_reference_id: string | null;
  profile_id: string | null;
};

const currencies = new Set(Intl.supportedValuesOf('currency'));
const captureMethods = ['automatic', 'manual', 'manual_multiple', 'scheduled', 'sequential_automatic'];
const cancellable = ['requires_payment_method', 'requires_confirmation', 'requires_customer_action', 'requires_capture'];

/** The payments that a Hyperswitch holds, and the rules that it takes new ones by. */
export class PaymentDesk {
  readonly payments = new Map<string, HyperswitchPayment>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  create(body: string): HyperswitchPayment {
    const fields = readFields(body, requestFields.paymentCreate);
    const amount = optionalAmount(fields, 'amount');
    if (amount === null) throw new HyperswitchRefusal(400, 'IR_04', 'Missing required param: amount');
    if (amount < 0) throw new HyperswitchRefusal(422, 'IR_05', 'amount contains invalid data');
    const currency = requiredText(fields, 'currency');
    if (!currencies.has(currency)) throw HyperswitchRefusal.ofJson(`unknown variant \`${currency}\``);
    const captureMethod = optionalText(fields, 'capture_method') ?? 'automatic';
    if (!captureMethods.includes(captureMethod)) throw HyperswitchRefusal.ofJson(`unknown variant \`${captureMethod}\``);
    if (captureMethod === 'scheduled') throw new HyperswitchRefusal(501, 'IR_00', 'This API is under development');
    const id = ownId(fields, 'payment_id', 'pay');
    const payment: HyperswitchPayment = {
      payment_id: id,
      status: 'requires_payment_method',
      amount,
      amount_received: null,
      currency,
      created: this.#now(),
      updated: this.#now(),
      client_secret: `${id}_secret_${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`,
      error_code: null,
      error_message: null,
      description: optionalText(fields, 'description'),
      return_url: optionalText(fields, 'return_url', 2048),
      metadata: metadataOf(fields),
      merchant_order_reference_id: optionalText(fields, 'merchant_order_reference_id', 255),
      profile_id: optionalText(fields, 'profile_id'),
    };
    if (this.payments.has(id)) {
      throw new HyperswitchRefusal(400, 'HE_01', 'The payment with the specified payment_id already exists in our records');
    }
    this.payments.set(id, payment);
    return payment;
  }

  find(id: string): HyperswitchPayment {
    const payment = this.payments.get(id);
    if (!payment) throw new HyperswitchRefusal(404, 'HE_02', 'Payment does not exist in our records');
    return payment;
  }

  cancel(id: string, body: string): HyperswitchPayment {
    readFields(body, requestFields.paymentCancel);
    const payment = this.find(id);
    if (!cancellable.includes(payment.status)) {
      const message = `You cannot cancel this payment because it has status ${payment.status}`;
      throw new HyperswitchRefusal(400, 'IR_16', message);
    }
    return this.move(id, 'cancelled');
  }

  move(id: string, status: string, changes: Partial<HyperswitchPayment> = {}): HyperswitchPayment {
    return Object.assign(this.find(id), { status, updated: this.#now() }, changes);
  }
}

type Beside = { refunds: readonly object[]; disputes: readonly object[] };

export function paymentView(payment: HyperswitchPayment, { refunds, disputes }: Beside): object {
  const { created, updated, ...rest } = payment;
  return {
    ...rest,
    merchant_id: 'm_1',
    net_amount: payment.amount,
    amount_capturable: 0,
    created: created.toISOString(),
    modified_at: updated.toISOString(),
    updated: updated.toISOString(),
    expires_on: new Date(created.getTime() + 900_000).toISOString(),
    customer_id: null,
    connector: payment.amount_received === null ? null : 'stripe',
    connector_transaction_id: null,
    unified_code: null,
    unified_message: null,
    attempt_count: 1,
    processor_merchant_id: 'm_1',
    payment_method: null,
    next_action: null,
    refunds: refunds.length > 0 ? refunds : null,
    disputes: disputes.length > 0 ? disputes : null,
  };
}

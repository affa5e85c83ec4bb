import type { HyperswitchPayment } from './payment-desk.ts';
import { HyperswitchRefusal } from './refusal.ts';
import { metadataOf, optionalAmount, optionalText, ownId, readFields, requestFields, requiredText } from './request-fields.ts';

export type HyperswitchRefund = {
  refund_id: string;
  payment_id: string;
  amount: number;
  currency: string;
  status: string;
  reason: string | null;
  metadata: Record<string, unknown> | null;
  error_code: string | null;
  error_message: string | null;
  created_at: Date;
  updated_at: Date;
};

const MAX_AGE_MS = 365 * 86_400_000;
const MAX_ATTEMPTS = 10;

/** The refunds that a Hyperswitch holds, and its checks in their real order: the id comes last of all. */
export class RefundDesk {
  readonly refunds = new Map<string, HyperswitchRefund>();
  readonly #now: () => Date;
  readonly #paymentOf: (id: string) => HyperswitchPayment;

  constructor(now: () => Date, paymentOf: (id: string) => HyperswitchPayment) {
    this.#now = now;
    this.#paymentOf = paymentOf;
  }

  create(body: string): HyperswitchRefund {
    const fields = readFields(body, requestFields.refundCreate);
    const payment = this.#paymentOf(requiredText(fields, 'payment_id'));
    const captured = payment.amount_received ?? 0;
    const amount = optionalAmount(fields, 'amount') ?? captured;
    const refundType = optionalText(fields, 'refund_type') ?? 'instant';
    if (refundType !== 'instant' && refundType !== 'scheduled') throw HyperswitchRefusal.ofJson(`unknown variant \`${refundType}\``);
    if (payment.status !== 'succeeded' && payment.status !== 'partially_captured') {
      const message = `This Payment could not be refund because it has a status of ${payment.status}. The expected state is succeeded, partially_captured`;
      throw new HyperswitchRefusal(400, 'IR_14', message);
    }
    if (amount <= 0) throw new HyperswitchRefusal(422, 'IR_05', 'amount contains invalid data. Expected format is positive integer');
    if (this.#now().getTime() - payment.created.getTime() > MAX_AGE_MS) {
      throw new HyperswitchRefusal(422, 'IR_05', 'The payment is older than 365 days');
    }
    const earlier = this.ofPayment(payment.payment_id);
    const refunded = earlier.filter(({ status }) => status !== 'failed').reduce((sum, refund) => sum + refund.amount, 0);
    if (amount > captured - refunded) throw new HyperswitchRefusal(400, 'IR_13', 'The refund amount exceeds the amount captured');
    if (earlier.length > MAX_ATTEMPTS) throw new HyperswitchRefusal(400, 'IR_12', 'The maximum number of refunds has been reached');
    const id = ownId(fields, 'refund_id', 'ref');
    const reason = optionalText(fields, 'reason', 255);
    if (this.refunds.has(id)) {
      throw new HyperswitchRefusal(400, 'HE_01', 'Duplicate refund request. Refund already attempted with the refund ID');
    }
    return this.#add({ refund_id: id, payment_id: payment.payment_id, amount, currency: payment.currency, reason }, metadataOf(fields));
  }

  find(id: string): HyperswitchRefund {
    const refund = this.refunds.get(id);
    if (!refund) throw new HyperswitchRefusal(404, 'HE_02', 'Refund does not exist in our records.');
    return refund;
  }

  list(body: string): HyperswitchRefund[] {
    const fields = readFields(body, requestFields.refundList);
    const limit = optionalAmount(fields, 'limit') ?? 10;
    if (limit < 1 || limit > 100) throw new HyperswitchRefusal(400, 'IR_16', 'limit should be in between 1 and 100');
    const paymentId = optionalText(fields, 'payment_id');
    const offset = optionalAmount(fields, 'offset') ?? 0;
    const found = [...this.refunds.values()].filter((refund) => paymentId === null || refund.payment_id === paymentId);
    return found.reverse().slice(offset, offset + limit);
  }

  ofPayment(paymentId: string): HyperswitchRefund[] {
    return [...this.refunds.values()].filter((refund) => refund.payment_id === paymentId);
  }

  move(id: string, status: string): HyperswitchRefund {
    const failure = status === 'failed' ? { error_code: 'R_01', error_message: 'The bank refused the refund' } : {};
    return Object.assign(this.find(id), { status, updated_at: this.#now(), ...failure });
  }

  #add(
    refund: Pick<HyperswitchRefund, 'refund_id' | 'payment_id' | 'amount' | 'currency' | 'reason'>,
    metadata: Record<string, unknown> | null,
  ): HyperswitchRefund {
    const at = this.#now();
    const added = { ...refund, status: 'pending', metadata, error_code: null, error_message: null, created_at: at, updated_at: at };
    this.refunds.set(refund.refund_id, added);
    return added;
  }
}

export function refundView({ created_at, updated_at, ...refund }: HyperswitchRefund): object {
  return {
    ...refund,
    connector: 'stripe',
    unified_code: null,
    unified_message: null,
    profile_id: null,
    merchant_connector_id: null,
    split_refunds: null,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}

import { DomainError } from '#domain/shared/domain-error.ts';
import { Money } from '#domain/shared/money.ts';
import { nextState } from '#domain/shared/transitions.ts';
import type { OrderItem, RefundLine } from './order-item.ts';

const transitions = {
  pending: ['completed', 'failed', 'canceled'],
  completed: ['refund_pending'],
  refund_pending: ['refunded', 'partially_refunded', 'completed'],
  partially_refunded: ['refund_pending', 'completed'],
  refunded: ['partially_refunded', 'completed'],
  failed: ['completed'],
  canceled: ['completed'],
} as const satisfies Record<string, readonly string[]>;

export type OrderStatus = keyof typeof transitions;
export const orderStatuses = Object.keys(transitions) as OrderStatus[];

export const disputeOutcomes = ['won', 'lost'] as const;
export type DisputeOutcome = (typeof disputeOutcomes)[number];

/** Why a refund cannot be requested, in the caller's words. */
export class NotRefundable extends DomainError {
  readonly kind = 'rejected';
  readonly code: 'ORDER_NOT_REFUNDABLE' | 'NO_PAYMENT' | 'REFUND_WINDOW_EXPIRED' | 'REFUND_ALREADY_REQUESTED' | 'REFUND_AMOUNT_INVALID';
  constructor(code: NotRefundable['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The bank decides over the money: what is refunded meanwhile would go back twice when the dispute is lost. */
class OrderDisputed extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'ORDER_DISPUTED';
  constructor() {
    super('the payment of this order is disputed: it can be refunded when the bank has decided');
  }
}

/** How an order is paid at its provider. `payUrl` is where the buyer goes, where the provider has such a page. */
export type PaymentHandle = { paymentId: string; clientSecret: string | null; payUrl: string | null };

export class Order {
  readonly id: string;
  readonly buyerId: string;
  readonly total: Money;
  readonly provider: string | null;
  readonly promoCodeId: string | null;
  readonly createdAt: Date;
  private _items: OrderItem[];
  private _status: OrderStatus = 'pending';
  private _paymentId: string | null = null;
  private _clientSecret: string | null = null;
  private _payUrl: string | null = null;
  private _completedAt: Date | null = null;
  private _refundDeadline: Date | null = null;
  private _failureCode: string | null = null;
  private _disputedAt: Date | null = null;
  private _disputeOutcome: DisputeOutcome | null = null;
  private _updatedAt: Date;

  /** `provider` is null for an order whose total is zero: there is nothing to pay. */
  constructor(placed: {
    id: string;
    buyerId: string;
    currency: string;
    items: OrderItem[];
    provider: string | null;
    promoCodeId: string | null;
    at: Date;
  }) {
    this.id = placed.id;
    this.buyerId = placed.buyerId;
    this._items = placed.items;
    this.total = Money.of(
      placed.items.reduce((sum, item) => sum + item.total, 0n),
      placed.currency,
    );
    this.provider = placed.provider;
    this.promoCodeId = placed.promoCodeId;
    this.createdAt = placed.at;
    this._updatedAt = placed.at;
  }

  get items(): readonly OrderItem[] {
    return this._items;
  }

  get status(): OrderStatus {
    return this._status;
  }

  get paymentId(): string | null {
    return this._paymentId;
  }

  get clientSecret(): string | null {
    return this._clientSecret;
  }

  get payUrl(): string | null {
    return this._payUrl;
  }

  get completedAt(): Date | null {
    return this._completedAt;
  }

  get refundDeadline(): Date | null {
    return this._refundDeadline;
  }

  get failureCode(): string | null {
    return this._failureCode;
  }

  get disputedAt(): Date | null {
    return this._disputedAt;
  }

  get disputeOutcome(): DisputeOutcome | null {
    return this._disputeOutcome;
  }

  /** Whether the bank has still to decide over its payment. */
  get isDisputed(): boolean {
    return this._disputedAt !== null && this._disputeOutcome === null;
  }

  get updatedAt(): Date {
    return this._updatedAt;
  }

  get refunded(): Money {
    return this.amountOf(this._items.reduce((sum, item) => sum + item.refunded, 0n));
  }

  get refundable(): Money {
    return this.total.minus(this.refunded);
  }

  isSoldBy(userId: string): boolean {
    return this._items.some((item) => item.sellerId === userId);
  }

  /** Adds what is known of the order's payment to what was known before; an order has one, and another changes nothing. */
  attachPayment(handle: PaymentHandle, at: Date): void {
    if (this._paymentId && this._paymentId !== handle.paymentId) return;
    this._paymentId = handle.paymentId;
    this._clientSecret = handle.clientSecret ?? this._clientSecret;
    this._payUrl = handle.payUrl ?? this._payUrl;
    this._updatedAt = at;
  }

  complete(at: Date, refundWindowDays: number): void {
    this.become('completed', at);
    this._completedAt = at;
    this._refundDeadline = new Date(at.getTime() + refundWindowDays * 86_400_000);
    this._failureCode = null;
  }

  fail(code: string, at: Date): void {
    this.become('failed', at);
    this._failureCode = code;
  }

  cancel(code: string, at: Date): void {
    this.become('canceled', at);
    this._failureCode = code;
  }

  /**
   * Without a window, for what the provider has done already: whenever that was, disputed or not.
   * @throws {NotRefundable | OrderDisputed} in the order that gives the caller the most honest answer.
   */
  requireRefundable(at: Date, refundWindowDays: number | null): void {
    if (this._status === 'refund_pending') {
      throw new NotRefundable('REFUND_ALREADY_REQUESTED', 'a refund of this order is already under way');
    }
    if (this._status !== 'completed' && this._status !== 'partially_refunded') {
      throw new NotRefundable('ORDER_NOT_REFUNDABLE', `an order that is ${this._status} cannot be refunded`);
    }
    if (!this._paymentId) throw new NotRefundable('NO_PAYMENT', 'nothing was paid for this order');
    if (refundWindowDays === null) return;
    if (this.isDisputed) throw new OrderDisputed();
    const deadline = this._refundDeadline ?? new Date((this._completedAt ?? at).getTime() + refundWindowDays * 86_400_000);
    if (at > deadline) throw new NotRefundable('REFUND_WINDOW_EXPIRED', 'the time for a refund of this order has passed');
  }

  beginRefund(at: Date): void {
    this.become('refund_pending', at);
  }

  /** Takes a refund that the provider has confirmed into the lines. */
  settleRefund(lines: readonly RefundLine[], at: Date): void {
    if (this._status !== 'refund_pending') this.beginRefund(at);
    for (const line of lines) this.refundLine(line, 1n);
    this.become(this.refundable.isZero ? 'refunded' : 'partially_refunded', at);
  }

  /** The refund under way came to nothing: the order is what it was before. */
  dropRefund(at: Date): void {
    if (this._status !== 'refund_pending') return;
    this.become(this.refunded.isZero ? 'completed' : 'partially_refunded', at);
  }

  /** A refund that had succeeded failed after all: the lines are paid for again. */
  undoRefund(lines: readonly RefundLine[], at: Date): void {
    for (const line of lines) this.refundLine(line, -1n);
    if (this._status === 'refund_pending') return;
    const next = this.refunded.isZero ? 'completed' : 'partially_refunded';
    if (next !== this._status) this.become(next, at);
  }

  /** What its disputes have come to; null while one is open. */
  followDisputes(outcome: DisputeOutcome | null, at: Date): void {
    this._disputedAt ??= at;
    this._disputeOutcome = outcome;
    this._updatedAt = at;
  }

  private amountOf(amount: bigint): Money {
    return Money.of(amount, this.total.currency);
  }

  private refundLine(line: RefundLine, sign: bigint): void {
    this._items = this._items.map((item) =>
      item.productId === line.productId ? item.withRefund(sign * line.amount, sign * line.commission) : item,
    );
  }

  private become(next: OrderStatus, at: Date): void {
    this._status = nextState('an order', transitions, this._status, next);
    this._updatedAt = at;
  }
}

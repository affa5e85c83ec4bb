import type { Money } from '#domain/shared/money.ts';
import { nextState } from '#domain/shared/transitions.ts';
import { fitRefund, type OrderItem, type RefundLine } from './order-item.ts';

const transitions = {
  pending: ['review', 'succeeded', 'failed', 'unresolved'],
  review: ['succeeded', 'failed', 'unresolved'],
  unresolved: ['succeeded', 'failed', 'review'],
  succeeded: ['failed'],
  failed: ['succeeded'],
} as const satisfies Record<string, readonly string[]>;

export type RefundStatus = keyof typeof transitions;
export const refundStatuses = Object.keys(transitions) as RefundStatus[];

export const refundOrigins = ['buyer', 'seller', 'admin', 'provider', 'undeliverable', 'dispute'] as const;
/** Who wanted it: `provider` is one made in the provider's dashboard, `undeliverable` ours when the goods were gone. */
export type RefundOrigin = (typeof refundOrigins)[number];

export class Refund {
  readonly id: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly provider: string;
  readonly amount: Money;
  /** Whether the caller asked for whole lines: then exactly those licences fall, else only a full refund revokes. */
  readonly byLine: boolean;
  readonly reason: string | null;
  readonly origin: RefundOrigin;
  readonly requestedBy: string | null;
  /** When it is asked for at the earliest, after another of its order failed; null is at once. */
  readonly notBefore: Date | null;
  readonly createdAt: Date;
  private _lines: RefundLine[];
  private _status: RefundStatus = 'pending';
  private _askedSince: Date | null;
  private _providerRefundId: string | null = null;
  private _failureCode: string | null = null;
  private _failureMessage: string | null = null;
  private _succeededAt: Date | null = null;
  private _failedAt: Date | null = null;
  private _reviewSince: Date | null = null;

  constructor(requested: {
    id: string;
    orderId: string;
    paymentId: string;
    provider: string;
    amount: Money;
    byLine: boolean;
    lines: RefundLine[];
    reason: string | null;
    origin: RefundOrigin;
    requestedBy: string | null;
    notBefore?: Date | null;
    at: Date;
  }) {
    this.id = requested.id;
    this.orderId = requested.orderId;
    this.paymentId = requested.paymentId;
    this.provider = requested.provider;
    this.amount = requested.amount;
    this.byLine = requested.byLine;
    this._lines = requested.lines;
    this.reason = requested.reason;
    this.origin = requested.origin;
    this.requestedBy = requested.requestedBy;
    this.notBefore = requested.notBefore ?? null;
    this.createdAt = requested.at;
    this._askedSince = requested.at;
  }

  get lines(): readonly RefundLine[] {
    return this._lines;
  }

  get status(): RefundStatus {
    return this._status;
  }

  /** Since when the provider is being asked for it: a call that began then has not ended, or has died. */
  get askedSince(): Date | null {
    return this._askedSince;
  }

  get providerRefundId(): string | null {
    return this._providerRefundId;
  }

  get failureCode(): string | null {
    return this._failureCode;
  }

  get failureMessage(): string | null {
    return this._failureMessage;
  }

  get succeededAt(): Date | null {
    return this._succeededAt;
  }

  get failedAt(): Date | null {
    return this._failedAt;
  }

  get reviewSince(): Date | null {
    return this._reviewSince;
  }

  get isTerminal(): boolean {
    return this._status === 'succeeded' || this._status === 'failed';
  }

  beginAsking(at: Date): void {
    this._askedSince = at;
  }

  /** The call that began then has ended; a later one may be under way. */
  endAsking(begunAt: Date): void {
    if (this._askedSince?.getTime() === begunAt.getTime()) this._askedSince = null;
  }

  recordProviderId(providerRefundId: string): void {
    this._providerRefundId = providerRefundId;
  }

  /** To be asked when it is taken into its order: since it was asked for, others may have taken from the same lines. */
  fitInto(items: readonly OrderItem[]): void {
    this._lines = fitRefund(items, this._lines, this.amount.currency);
  }

  succeed(at: Date): void {
    this.become('succeeded');
    this._succeededAt = at;
  }

  fail(failure: { code: string; message: string }, at: Date): void {
    this.become('failed');
    this._failureCode = failure.code.slice(0, 100);
    this._failureMessage = failure.message.slice(0, 500);
    this._failedAt = at;
  }

  awaitReview(at: Date): void {
    if (this._status === 'review') return;
    this.become('review');
    this._reviewSince = at;
  }

  /** Nobody can say what became of it: an operator has to look. */
  giveUp(): void {
    this.become('unresolved');
  }

  private become(next: RefundStatus): void {
    this._status = nextState('a refund', transitions, this._status, next);
  }
}

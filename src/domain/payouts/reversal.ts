import type { RetryPlan } from '#domain/shared/back-off.ts';
import { Money } from '#domain/shared/money.ts';
import { nextState } from '#domain/shared/transitions.ts';
import { Calls } from './calls.ts';

const transitions = {
  pending: ['succeeded', 'failed', 'dropped'],
  failed: ['pending', 'dropped'],
  succeeded: [],
  dropped: [],
} as const satisfies Record<string, readonly string[]>;

export type ReversalStatus = keyof typeof transitions;
export const reversalStatuses = Object.keys(transitions) as ReversalStatus[];

/**
 * What a refund takes back of a transfer. `failed` is for good: the amount stays the seller's debt. `dropped`: nothing is to be
 * taken back any more. Its id is the provider's key.
 */
export class Reversal {
  readonly id: string;
  readonly transferId: string;
  readonly refundId: string;
  readonly orderId: string;
  readonly sellerId: string;
  readonly amount: Money;
  readonly createdAt: Date;
  private _status: ReversalStatus = 'pending';
  private _providerReversalId: string | null = null;
  private _reversedElsewhere = 0n;
  private _calls = Calls.none();
  private _nextRetryAt: Date | null;
  private _lastError: string | null = null;
  private _reliedOn = true;
  private _undoneAt: Date | null = null;
  private _settledAt: Date | null = null;

  /** `dueAt` is null while the transfer itself has not reached its end. */
  constructor(wanted: {
    id: string;
    transferId: string;
    refundId: string;
    orderId: string;
    sellerId: string;
    amount: Money;
    dueAt: Date | null;
    at: Date;
  }) {
    this.id = wanted.id;
    this.transferId = wanted.transferId;
    this.refundId = wanted.refundId;
    this.orderId = wanted.orderId;
    this.sellerId = wanted.sellerId;
    this.amount = wanted.amount;
    this.createdAt = wanted.at;
    this._nextRetryAt = wanted.dueAt;
  }

  get status(): ReversalStatus {
    return this._status;
  }

  /** Null, though succeeded, when the provider had taken the transfer back without us. */
  get providerReversalId(): string | null {
    return this._providerReversalId;
  }

  /** Minor units of the amount that somebody had taken back at the provider without us. */
  get reversedElsewhere(): bigint {
    return this._reversedElsewhere;
  }

  /** What the provider is asked for. */
  get asked(): Money {
    return Money.of(this.amount.amount - this._reversedElsewhere, this.amount.currency);
  }

  get calls(): Calls {
    return this._calls;
  }

  get nextRetryAt(): Date | null {
    return this._nextRetryAt;
  }

  get lastError(): string | null {
    return this._lastError;
  }

  /** Whether new transfers are sent in the expectation that this money comes back. */
  get reliedOn(): boolean {
    return this._reliedOn;
  }

  /** The refund came to nothing: with an attempt whose outcome is unknown this is only looked up, not repeated. */
  get undoneAt(): Date | null {
    return this._undoneAt;
  }

  get settledAt(): Date | null {
    return this._settledAt;
  }

  get isOpen(): boolean {
    return this._status === 'pending';
  }

  /** All tries are used up, and nobody knows what became of the last one. */
  get isLost(): boolean {
    return this._status === 'failed' && this._calls.unresolvedSince !== null;
  }

  isDue(at: Date): boolean {
    return this.isOpen && this._nextRetryAt !== null && this._nextRetryAt <= at;
  }

  /** The transfer has arrived: it can be taken back now. */
  becomeDue(at: Date): void {
    this._nextRetryAt ??= at;
  }

  waitUntil(until: Date): void {
    this._nextRetryAt = until;
  }

  beginAttempt(at: Date, leaseUntil: Date): void {
    this._calls = this._calls.begun(at);
    this._nextRetryAt = leaseUntil;
  }

  succeed(providerReversalId: string | null, at: Date): void {
    this.settle('succeeded', at);
    this._calls = this._calls.resolved();
    this._providerReversalId = providerReversalId;
    this._lastError = null;
  }

  /** The provider said no, and nothing happened; a seller without money may have some later. */
  decline(reason: string, plan: RetryPlan, at: Date): void {
    this._calls = this._calls.refused();
    if (this._undoneAt) this.drop(at);
    else this.tryLater(reason, plan, at);
  }

  /** So much is taken back already, and nothing was by this attempt: the next one asks for the rest, at once. */
  leaveOut(reversedElsewhere: bigint, at: Date): void {
    this._calls = this._calls.postponed();
    this._reversedElsewhere = reversedElsewhere;
    this._nextRetryAt = at;
  }

  loseTrack(reason: string, plan: RetryPlan, at: Date): void {
    this._calls = this._calls.unanswered(at);
    this.tryLater(reason, plan, at);
  }

  /** It was not made, and never can be. */
  failForGood(reason: string, at: Date): void {
    this._calls = this._calls.resolved();
    this.giveUp(reason, at);
  }

  /** What was lost, or is only looked up, was never made. Of one that is tried again meanwhile this says nothing. */
  confirmUnmade(at: Date): void {
    if (!this.isLost && !(this.isOpen && this._undoneAt)) return;
    this._calls = this._calls.resolved();
    if (this._undoneAt) this.drop(at);
  }

  drop(at: Date): void {
    this.settle('dropped', at);
    this._calls = this._calls.resolved();
    this._reliedOn = false;
  }

  /** The refund came to nothing: what was not made is dropped, and what may have been is only looked up from now on. */
  undo(at: Date): void {
    if (this._status === 'succeeded' || this._status === 'dropped') return;
    this._undoneAt = at;
    this._reliedOn = false;
    if (this._calls.unresolvedSince === null) this.drop(at);
  }

  /** A new try by hand: at once, or again after it had failed for good. What is only looked up waits until its attempt is over. */
  retry(at: Date): void {
    if (this._status === 'failed') {
      this.become('pending');
      this._settledAt = null;
      this._nextRetryAt = at;
    } else if (this.isOpen && !this._undoneAt) this._nextRetryAt = at;
  }

  private tryLater(reason: string, plan: RetryPlan, at: Date): void {
    if (this._calls.areUsedUp(plan)) {
      this.giveUp(reason, at);
      return;
    }
    this._lastError = reason.slice(0, 500);
    this._nextRetryAt = this._calls.nextAt(plan, at);
  }

  private giveUp(reason: string, at: Date): void {
    this.settle('failed', at);
    this._lastError = reason.slice(0, 500);
    this._reliedOn = false;
  }

  private settle(next: ReversalStatus, at: Date): void {
    this.become(next);
    this._nextRetryAt = null;
    this._settledAt = at;
  }

  private become(next: ReversalStatus): void {
    this._status = nextState('a reversal', transitions, this._status, next);
  }
}

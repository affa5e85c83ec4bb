import type { RetryPlan } from '#domain/shared/back-off.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { Money } from '#domain/shared/money.ts';
import { IllegalTransition, nextState } from '#domain/shared/transitions.ts';
import { Calls } from './calls.ts';
import { Destination, type TransferIntent } from './destination.ts';
import type { ReversalProgress } from './reversal-progress.ts';
import { Share } from './share.ts';

const transitions = {
  pending: ['completed', 'failed', 'canceled'],
  failed: ['completed', 'permanently_failed'],
  completed: ['reversal_pending'],
  reversal_pending: ['reversed', 'permanently_failed', 'completed'],
  reversed: [],
  permanently_failed: ['failed', 'reversal_pending', 'completed', 'reversed', 'canceled'],
  canceled: [],
} as const satisfies Record<string, readonly string[]>;

export type TransferStatus = keyof typeof transitions;
export const transferStatuses = Object.keys(transitions) as TransferStatus[];

class TransferNotRetryable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'TRANSFER_NOT_RETRYABLE';
}

/**
 * A seller's share of an order on its way to the seller's connected account. One for each order and seller; when a refund
 * is undone, the share that has to be sent again is a further one with the next sequence. Amounts are minor units.
 */
export class Transfer {
  readonly id: string;
  readonly orderId: string;
  readonly sellerId: string;
  readonly sequence: number;
  readonly createdAt: Date;
  private _status: TransferStatus = 'pending';
  private _share: Share;
  private _destination: Destination | null = null;
  private _providerTransferId: string | null = null;
  private _calls = Calls.none();
  private _nextRetryAt: Date | null;
  private _lastError: string | null = null;
  private _heldAt: Date | null = null;
  private _completedAt: Date | null = null;
  private _updatedAt: Date;

  constructor(opened: { id: string; orderId: string; sellerId: string; sequence: number; amount: Money; at: Date }) {
    this.id = opened.id;
    this.orderId = opened.orderId;
    this.sellerId = opened.sellerId;
    this.sequence = opened.sequence;
    this.createdAt = opened.at;
    this._share = Share.of(opened.amount);
    this._nextRetryAt = opened.at;
    this._updatedAt = opened.at;
  }

  get status(): TransferStatus {
    return this._status;
  }

  get share(): Share {
    return this._share;
  }

  /** Null before the first attempt. */
  get destination(): Destination | null {
    return this._destination;
  }

  get providerTransferId(): string | null {
    return this._providerTransferId;
  }

  /** To send it. Those that take it back are counted by the reversals. */
  get calls(): Calls {
    return this._calls;
  }

  get nextRetryAt(): Date | null {
    return this._nextRetryAt;
  }

  get lastError(): string | null {
    return this._lastError;
  }

  /** Held by a dispute since then. */
  get heldAt(): Date | null {
    return this._heldAt;
  }

  get completedAt(): Date | null {
    return this._completedAt;
  }

  get updatedAt(): Date {
    return this._updatedAt;
  }

  /** Whether it has not reached the seller's account and still may. */
  get isUnderWay(): boolean {
    return this._status === 'pending' || this._status === 'failed';
  }

  /** The frozen intent. */
  get intent(): TransferIntent | null {
    const { sent, currency } = this._share;
    return this._destination && sent !== null ? { ...this._destination, amount: Money.of(sent, currency) } : null;
  }

  /** Due to be sent, whether at its time or by hand. */
  isDue(at: Date): boolean {
    return this.isUnderWay && !this._heldAt && this._nextRetryAt !== null && this._nextRetryAt <= at;
  }

  /** Waits without using up an attempt: there is nowhere to send it yet. */
  waitUntil(until: Date, reason: string, at: Date): void {
    this._nextRetryAt = until;
    this._lastError = reason.slice(0, 500);
    this._updatedAt = at;
  }

  /**
   * Freezes what is sent where: the share less what was withheld, at most `sendable`; the rest is kept against the seller's
   * debt. With nothing left the transfer is canceled. @throws when it was frozen before.
   */
  freeze({ provider, accountId }: Omit<Destination, 'transferGroup'>, sendable: bigint, at: Date): void {
    if (this._share.sent !== null) throw new Error(`transfer ${this.id} is frozen already`);
    this._share = this._share.frozen(sendable);
    this._updatedAt = at;
    if (this._share.sent === null) this.cancel(at);
    else this._destination = new Destination({ provider, accountId, transferGroup: this.orderId });
  }

  /** Counts an attempt before it is made. Should nobody come back with its answer, it is due again at `leaseUntil`. */
  beginAttempt(at: Date, leaseUntil: Date): void {
    this._calls = this._calls.begun(at);
    this._nextRetryAt = leaseUntil;
    this._updatedAt = at;
  }

  /** @throws for an empty id: a transfer without one cannot be taken back. */
  complete(providerTransferId: string, at: Date): void {
    if (!providerTransferId) throw new Error(`transfer ${this.id} cannot complete without the provider's id`);
    if (!this.isUnderWay) throw new IllegalTransition('a transfer', this._status, 'completed');
    this.become('completed', at);
    this._providerTransferId = providerTransferId;
    this._completedAt = at;
    this._nextRetryAt = null;
    this._calls = this._calls.resolved();
    this._lastError = null;
  }

  /** The provider said no, and nothing happened. */
  decline(reason: string, plan: RetryPlan, at: Date): void {
    this._calls = this._calls.refused();
    this.fail(reason, plan, at);
  }

  /** The platform itself has not got the money yet: that is no failed attempt, however long it takes. */
  awaitFunds(reason: string, until: Date, at: Date): void {
    this._calls = this._calls.postponed();
    if (this._status === 'pending') this.become('failed', at);
    this.waitUntil(until, reason, at);
  }

  /** Nobody knows what happened. After the last attempt this needs an operator. */
  loseTrack(reason: string, plan: RetryPlan, at: Date): void {
    this._calls = this._calls.unanswered(at);
    this.fail(reason, plan, at);
  }

  /** Keeps back what a refund takes before anything was sent. Answers how much of `wanted` that was. */
  withhold(wanted: bigint, at: Date): bigint {
    const untouched = (this._status === 'pending' && this._share.sent === null) || this.failedForGood;
    if (!untouched) return 0n;
    const { unsent } = this._share;
    const taken = wanted < unsent ? wanted : unsent;
    this._share = this._share.withholding(taken);
    this._updatedAt = at;
    if (taken === unsent) this.cancel(at);
    return taken;
  }

  /** A new try by hand, with the same id: sending again, or taking back again. */
  reopen(at: Date): void {
    if (this._status === 'permanently_failed') this.become(this.hasArrived ? 'reversal_pending' : 'failed', at);
    else if (!this.isUnderWay && this._status !== 'reversal_pending') {
      throw new TransferNotRetryable(`a transfer that is ${this._status} has nothing to retry`);
    }
    if (this._heldAt) throw new TransferNotRetryable('the transfer is held by a dispute');
    this._nextRetryAt = at;
  }

  /** Ends a transfer that failed for good, because what is left of it goes out as another one. */
  supersede(at: Date): bigint {
    const { unsent } = this._share;
    this._share = this._share.withholding(unsent);
    this.cancel(at);
    return unsent;
  }

  /** Failed before it was sent, and that is certain. */
  get failedForGood(): boolean {
    return this._status === 'permanently_failed' && !this.hasArrived && this._calls.unresolvedSince === null;
  }

  /** Whether it reached the seller's account, whatever became of it since. */
  get hasArrived(): boolean {
    return this._completedAt !== null;
  }

  /** What a reversal can take of it, now or once it has arrived. */
  get reversible(): bigint {
    return this._status === 'canceled' || this.failedForGood ? 0n : this._share.left;
  }

  hold(at: Date): void {
    this._heldAt ??= at;
    this._updatedAt = at;
  }

  release(at: Date): void {
    if (!this._heldAt) return;
    this._heldAt = null;
    this._updatedAt = at;
    if (this.isUnderWay && this._calls.unresolvedSince === null) this._nextRetryAt = at;
  }

  /** The next reversal is being tried: nobody else takes one up before `leaseUntil`. */
  leaseReversal(leaseUntil: Date, at: Date): void {
    this._nextRetryAt = leaseUntil;
    this._updatedAt = at;
  }

  recordReversed(amount: bigint): void {
    this._share = this._share.takenBack(amount);
  }

  /** Follows its reversals: pending while one is open, failed for good when one was refused for good. */
  followReversals({ nextTryAt, anyFailed, lastError }: ReversalProgress, at: Date): void {
    this._nextRetryAt = nextTryAt;
    this._lastError = lastError;
    const settled = anyFailed ? 'permanently_failed' : this._share.left === 0n ? 'reversed' : 'completed';
    const next = nextTryAt === null ? settled : 'reversal_pending';
    if (next !== this._status) this.become(next, at);
    this._updatedAt = at;
  }

  /** All tries are used up, and nobody knows what became of the last one. */
  get isLost(): boolean {
    return this._status === 'permanently_failed' && !this.hasArrived && this._calls.unresolvedSince !== null;
  }

  markLookedUp(at: Date): void {
    this._updatedAt = at;
  }

  /** What was lost is with the provider after all: it can be completed now. */
  turnUp(at: Date): void {
    this.become('failed', at);
  }

  /** What was lost was never made, and that is certain. */
  confirmUnsent(at: Date): void {
    this._calls = this._calls.resolved();
    this._updatedAt = at;
  }

  /** Finds the provider's id of a row that lost it. */
  recoverProviderId(providerTransferId: string, at: Date): void {
    if (!providerTransferId) throw new Error(`transfer ${this.id} cannot recover an empty id`);
    this._providerTransferId = providerTransferId;
    this._updatedAt = at;
  }

  private cancel(at: Date): void {
    this.become('canceled', at);
    this._nextRetryAt = null;
  }

  private fail(reason: string, plan: RetryPlan, at: Date): void {
    if (this._status === 'pending') this.become('failed', at);
    this._lastError = reason.slice(0, 500);
    this._updatedAt = at;
    const isOver = this._calls.areUsedUp(plan);
    this._nextRetryAt = isOver ? null : this._calls.nextAt(plan, at);
    if (isOver) this.become('permanently_failed', at);
  }

  private become(next: TransferStatus, at: Date): void {
    this._status = nextState('a transfer', transitions, this._status, next);
    this._updatedAt = at;
  }
}

import { keyMayBeForgotten, nextTry, type RetryPlan } from '#domain/shared/back-off.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { Money } from '#domain/shared/money.ts';
import { IllegalTransition, nextState } from '#domain/shared/transitions.ts';

const transitions = {
  pending: ['completed', 'failed', 'canceled'],
  failed: ['completed', 'permanently_failed'],
  completed: ['reversal_pending'],
  reversal_pending: ['reversed', 'permanently_failed', 'completed'],
  reversed: [],
  permanently_failed: ['failed', 'reversal_pending', 'canceled'],
  canceled: [],
} as const satisfies Record<string, readonly string[]>;

export type TransferStatus = keyof typeof transitions;
export const transferStatuses = Object.keys(transitions) as TransferStatus[];

class TransferNotRetryable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'TRANSFER_NOT_RETRYABLE';
}

/** Where a transfer goes and how much of it: frozen by the first attempt, so that every repeat sends the same bytes. */
export type TransferDestination = { provider: string; accountId: string };
export type TransferIntent = TransferDestination & { amount: Money; transferGroup: string };

/** What the reversals of a transfer have come to. */
export type ReversalProgress = { nextTryAt: Date | null; anyFailed: boolean; lastError: string | null };

/**
 * A seller's share of an order on its way to the seller's connected account. One for each order and seller; when a refund
 * is undone, the share that has to be sent again is a further one with the next sequence. Amounts are minor units.
 */
export class Transfer {
  readonly id: string;
  readonly orderId: string;
  readonly sellerId: string;
  readonly sequence: number;
  readonly amount: Money;
  readonly createdAt: Date;
  private _status: TransferStatus = 'pending';
  private _withheld = 0n;
  private _netted = 0n;
  private _sent: bigint | null = null;
  private _reversed = 0n;
  private _provider: string | null = null;
  private _accountId: string | null = null;
  private _transferGroup: string | null = null;
  private _providerTransferId: string | null = null;
  private _attempts = 0;
  private _refusals = 0;
  private _firstAttemptAt: Date | null = null;
  private _nextRetryAt: Date | null;
  private _unresolvedSince: Date | null = null;
  private _lastError: string | null = null;
  private _heldAt: Date | null = null;
  private _completedAt: Date | null = null;
  private _updatedAt: Date;

  constructor(opened: { id: string; orderId: string; sellerId: string; sequence: number; amount: Money; at: Date }) {
    this.id = opened.id;
    this.orderId = opened.orderId;
    this.sellerId = opened.sellerId;
    this.sequence = opened.sequence;
    this.amount = opened.amount;
    this.createdAt = opened.at;
    this._nextRetryAt = opened.at;
    this._updatedAt = opened.at;
  }

  get status(): TransferStatus {
    return this._status;
  }

  /** Kept back: taken by refunds before it was sent, or left to a further transfer. */
  get withheld(): bigint {
    return this._withheld;
  }

  /** Kept against the seller's debt. */
  get netted(): bigint {
    return this._netted;
  }

  /** What is, or is to be, sent; null before the first attempt. */
  get sent(): bigint | null {
    return this._sent;
  }

  /** What the provider has taken back of `sent`. */
  get reversed(): bigint {
    return this._reversed;
  }

  get provider(): string | null {
    return this._provider;
  }

  get accountId(): string | null {
    return this._accountId;
  }

  get transferGroup(): string | null {
    return this._transferGroup;
  }

  get providerTransferId(): string | null {
    return this._providerTransferId;
  }

  get attempts(): number {
    return this._attempts;
  }

  /** How often the provider has said a clear no: each makes the next try a new one to it. */
  get refusals(): number {
    return this._refusals;
  }

  get firstAttemptAt(): Date | null {
    return this._firstAttemptAt;
  }

  get nextRetryAt(): Date | null {
    return this._nextRetryAt;
  }

  /** Since when nobody knows what became of an attempt; set from before the call until its answer is certain. */
  get unresolvedSince(): Date | null {
    return this._unresolvedSince;
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

  get currency(): string {
    return this.amount.currency;
  }

  /** Whether it has not reached the seller's account and still may. */
  get isUnderWay(): boolean {
    return this._status === 'pending' || this._status === 'failed';
  }

  /** The frozen intent. */
  get intent(): TransferIntent | null {
    if (this._sent === null || !this._provider || !this._accountId || !this._transferGroup) return null;
    const { _provider: provider, _accountId: accountId, _transferGroup: transferGroup } = this;
    return { provider, accountId, transferGroup, amount: Money.of(this._sent, this.currency) };
  }

  /** Due to be sent, whether at its time or by hand. */
  isDue(at: Date): boolean {
    return this.isUnderWay && !this._heldAt && this._nextRetryAt !== null && this._nextRetryAt <= at;
  }

  /** Nothing is repeated blindly: an earlier attempt may have gone through. */
  mustBeLookedUp(at: Date): boolean {
    return this._unresolvedSince !== null || (this._firstAttemptAt !== null && keyMayBeForgotten(this._firstAttemptAt, at));
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
  freeze(to: TransferDestination, sendable: bigint, at: Date): void {
    if (this._sent !== null) throw new Error(`transfer ${this.id} is frozen already`);
    const wanted = this.amount.amount - this._withheld;
    const sent = sendable < wanted ? sendable : wanted;
    this._netted = wanted - sent;
    this._updatedAt = at;
    if (sent <= 0n) {
      this.cancel(at);
      return;
    }
    this._sent = sent;
    this._provider = to.provider;
    this._accountId = to.accountId;
    this._transferGroup = this.orderId;
  }

  /** Counts an attempt before it is made. Should nobody come back with its answer, it is due again at `leaseUntil`. */
  beginAttempt(at: Date, leaseUntil: Date): void {
    this._attempts += 1;
    this._firstAttemptAt ??= at;
    this._unresolvedSince ??= at;
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
    this._unresolvedSince = null;
    this._lastError = null;
  }

  /** The provider said no, and nothing happened. */
  decline(reason: string, plan: RetryPlan, at: Date): void {
    this._unresolvedSince = null;
    this._refusals += 1;
    this.fail(reason, plan, at);
  }

  /** The platform itself has not got the money yet: that is no failed attempt, however long it takes. */
  awaitFunds(reason: string, until: Date, at: Date): void {
    this._unresolvedSince = null;
    this._refusals += 1;
    this._attempts -= 1;
    if (this._status === 'pending') this.become('failed', at);
    this.waitUntil(until, reason, at);
  }

  /** Nobody knows what happened. After the last attempt this needs an operator. */
  loseTrack(reason: string, plan: RetryPlan, at: Date): void {
    this.fail(reason, plan, at);
  }

  /** Keeps back what a refund takes before anything was sent. Answers how much of `wanted` that was. */
  withhold(wanted: bigint, at: Date): bigint {
    const untouched = (this._status === 'pending' && this._sent === null) || this.failedForGood;
    if (!untouched) return 0n;
    const left = this.unsent;
    const taken = wanted < left ? wanted : left;
    this._withheld += taken;
    this._updatedAt = at;
    if (this.unsent === 0n) this.cancel(at);
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
    const left = this.unsent;
    this._withheld += left;
    this.cancel(at);
    return left;
  }

  /** Failed before it was sent, and that is certain. */
  get failedForGood(): boolean {
    return this._status === 'permanently_failed' && !this.hasArrived && this._unresolvedSince === null;
  }

  /** Whether it reached the seller's account, whatever became of it since. */
  get hasArrived(): boolean {
    return this._completedAt !== null;
  }

  /** What a reversal can take of it, now or once it has arrived. */
  get reversible(): bigint {
    return this._sent === null || this._status === 'canceled' || this.failedForGood ? 0n : this._sent - this._reversed;
  }

  /** What of the share has neither been sent nor kept back. For a frozen one, of what was to be sent. */
  get unsent(): bigint {
    return this.amount.amount - this._withheld - this._netted;
  }

  /** Whether the frozen bytes still are what ought to be sent. */
  get isAsFrozen(): boolean {
    return this._sent === null || this._sent === this.unsent;
  }

  hold(at: Date): void {
    this._heldAt ??= at;
    this._updatedAt = at;
  }

  release(at: Date): void {
    if (!this._heldAt) return;
    this._heldAt = null;
    this._updatedAt = at;
    if (this.isUnderWay && this._unresolvedSince === null) this._nextRetryAt = at;
  }

  /** The next reversal is being tried: nobody else takes one up before `leaseUntil`. */
  leaseReversal(leaseUntil: Date, at: Date): void {
    this._nextRetryAt = leaseUntil;
    this._updatedAt = at;
  }

  recordReversed(amount: bigint): void {
    this._reversed += amount;
  }

  /** Follows its reversals: pending while one is open, failed for good when one was refused for good. */
  followReversals({ nextTryAt, anyFailed, lastError }: ReversalProgress, at: Date): void {
    this._nextRetryAt = nextTryAt;
    this._lastError = lastError;
    const next = this.statusAfterReversals(nextTryAt !== null, anyFailed);
    if (next !== this._status) this.become(next, at);
    this._updatedAt = at;
  }

  /** All tries are used up, and nobody knows what became of the last one. */
  get isLost(): boolean {
    return this._status === 'permanently_failed' && !this.hasArrived && this._unresolvedSince !== null;
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
    this._unresolvedSince = null;
    this._updatedAt = at;
  }

  /** Finds the provider's id of a row that lost it. */
  recoverProviderId(providerTransferId: string, at: Date): void {
    if (!providerTransferId) throw new Error(`transfer ${this.id} cannot recover an empty id`);
    this._providerTransferId = providerTransferId;
    this._updatedAt = at;
  }

  private statusAfterReversals(open: boolean, anyFailed: boolean): TransferStatus {
    if (open) return 'reversal_pending';
    if (anyFailed) return 'permanently_failed';
    return this._reversed === this._sent ? 'reversed' : 'completed';
  }

  private cancel(at: Date): void {
    this.become('canceled', at);
    this._nextRetryAt = null;
  }

  private fail(reason: string, plan: RetryPlan, at: Date): void {
    if (this._status === 'pending') this.become('failed', at);
    this._lastError = reason.slice(0, 500);
    this._nextRetryAt = nextTry(plan, this._attempts, at);
    this._updatedAt = at;
    if (this._attempts < plan.attempts) return;
    this.become('permanently_failed', at);
    this._nextRetryAt = null;
  }

  private become(next: TransferStatus, at: Date): void {
    this._status = nextState('a transfer', transitions, this._status, next);
    this._updatedAt = at;
  }
}

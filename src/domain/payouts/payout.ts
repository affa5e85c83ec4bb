import { keyMayBeForgotten, nextTry, type RetryPlan } from '#domain/shared/back-off.ts';
import type { Money } from '#domain/shared/money.ts';
import { nextState } from '#domain/shared/transitions.ts';

const transitions = {
  pending: ['in_transit', 'failed', 'unresolved'],
  unresolved: ['in_transit', 'failed'],
  in_transit: ['paid', 'failed'],
  paid: ['failed'],
  failed: [],
} as const satisfies Record<string, readonly string[]>;

export type PayoutStatus = keyof typeof transitions;
export const payoutStatuses = Object.keys(transitions) as PayoutStatus[];

/** While a payout is in one of these, its seller gets no other one in the currency, unless it stands aside. */
export const openPayoutStatuses = ['pending', 'unresolved', 'in_transit'] as const satisfies PayoutStatus[];

export const payoutOrigins = ['schedule', 'request'] as const;
export type PayoutOrigin = (typeof payoutOrigins)[number];

/** How often the provider is asked about a payout, and how long a paid one may still bounce, in milliseconds. */
export type PayoutWatch = { whileInTransitMs: number; whilePaidMs: number; bounceWindowMs: number };

/** Money on its way from a connected account to the seller's bank. Its id is the provider's idempotency key. */
export class Payout {
  readonly id: string;
  readonly sellerId: string;
  readonly provider: string;
  readonly accountId: string;
  readonly amount: Money;
  readonly origin: PayoutOrigin;
  readonly createdAt: Date;
  private _status: PayoutStatus = 'pending';
  private _providerPayoutId: string | null = null;
  private _attempts = 0;
  private _firstAttemptAt: Date | null = null;
  private _nextCheckAt: Date | null;
  private _unresolvedSince: Date | null = null;
  private _asideSince: Date | null = null;
  private _failureCode: string | null = null;
  private _failureMessage: string | null = null;
  private _sentAt: Date | null = null;
  private _paidAt: Date | null = null;
  private _failedAt: Date | null = null;
  private _updatedAt: Date;

  constructor(wanted: {
    id: string;
    sellerId: string;
    provider: string;
    accountId: string;
    amount: Money;
    origin: PayoutOrigin;
    at: Date;
  }) {
    this.id = wanted.id;
    this.sellerId = wanted.sellerId;
    this.provider = wanted.provider;
    this.accountId = wanted.accountId;
    this.amount = wanted.amount;
    this.origin = wanted.origin;
    this.createdAt = wanted.at;
    this._nextCheckAt = wanted.at;
    this._updatedAt = wanted.at;
  }

  get status(): PayoutStatus {
    return this._status;
  }

  get providerPayoutId(): string | null {
    return this._providerPayoutId;
  }

  get attempts(): number {
    return this._attempts;
  }

  get firstAttemptAt(): Date | null {
    return this._firstAttemptAt;
  }

  /** When it is next sent or asked about; null once nothing more can happen to it. */
  get nextCheckAt(): Date | null {
    return this._nextCheckAt;
  }

  get unresolvedSince(): Date | null {
    return this._unresolvedSince;
  }

  /** Since when payouts of another account are made beside it. */
  get asideSince(): Date | null {
    return this._asideSince;
  }

  get failureCode(): string | null {
    return this._failureCode;
  }

  get failureMessage(): string | null {
    return this._failureMessage;
  }

  /** When the provider accepted it; from then on it is in the books. */
  get sentAt(): Date | null {
    return this._sentAt;
  }

  get paidAt(): Date | null {
    return this._paidAt;
  }

  get failedAt(): Date | null {
    return this._failedAt;
  }

  get updatedAt(): Date {
    return this._updatedAt;
  }

  /** Whether it has not been accepted by the provider, as far as we know. */
  get isUnsent(): boolean {
    return this._status === 'pending' || this._status === 'unresolved';
  }

  mustBeLookedUp(at: Date): boolean {
    return this._unresolvedSince !== null || (this._firstAttemptAt !== null && keyMayBeForgotten(this._firstAttemptAt, at));
  }

  beginAttempt(at: Date, leaseUntil: Date): void {
    this._attempts += 1;
    this._firstAttemptAt ??= at;
    this._unresolvedSince ??= at;
    this._nextCheckAt = leaseUntil;
    this._updatedAt = at;
  }

  lease(leaseUntil: Date): void {
    this._nextCheckAt = leaseUntil;
  }

  /** @throws for an empty id: what became of it could not be asked. */
  accept(providerPayoutId: string, at: Date, watch: PayoutWatch): void {
    if (!providerPayoutId) throw new Error(`payout ${this.id} cannot be in transit without the provider's id`);
    this.become('in_transit', at);
    this._providerPayoutId = providerPayoutId;
    this._sentAt = at;
    this._unresolvedSince = null;
    this.checkAgain(at, watch);
  }

  arrive(at: Date, watch: PayoutWatch): void {
    this.become('paid', at);
    this._paidAt = at;
    this.checkAgain(at, watch);
  }

  /** Refused, or returned by the bank, even after it was paid. The provider has an id for it unless it refused it. */
  fail(failure: { code: string; message: string }, at: Date, providerPayoutId = this._providerPayoutId): void {
    this.become('failed', at);
    this._providerPayoutId = providerPayoutId;
    this._failureCode = failure.code.slice(0, 100);
    this._failureMessage = failure.message.slice(0, 500);
    this._failedAt = at;
    this._nextCheckAt = null;
    this._unresolvedSince = null;
  }

  /** Nobody knows what happened. It stays open, and is asked about for as long as it takes; after the last try as unresolved. */
  loseTrack(plan: RetryPlan, at: Date): void {
    this._nextCheckAt = nextTry(plan, this._attempts, at);
    this._updatedAt = at;
    if (this._attempts >= plan.attempts && this._status === 'pending') this.become('unresolved', at);
  }

  /** Its account was replaced and nobody knows what happened: what it may have taken stays claimed, and it holds nothing else up. */
  standAside(at: Date): void {
    if (this._status !== 'unresolved') throw new Error(`payout ${this.id} is ${this._status}, and does not stand aside`);
    this._asideSince ??= at;
    this._updatedAt = at;
  }

  /** Asks again later, for as long as something can still become of it. */
  checkAgain(at: Date, watch: PayoutWatch): void {
    if (this._status === 'in_transit') this._nextCheckAt = new Date(at.getTime() + watch.whileInTransitMs);
    else if (this._paidAt && at.getTime() - this._paidAt.getTime() < watch.bounceWindowMs) {
      this._nextCheckAt = new Date(at.getTime() + watch.whilePaidMs);
    } else this._nextCheckAt = null;
  }

  /** The provider did not say: asks again later, whether or not it still had to. */
  askAgain(at: Date, watch: PayoutWatch): void {
    this._nextCheckAt = new Date(at.getTime() + (this._status === 'in_transit' ? watch.whileInTransitMs : watch.whilePaidMs));
  }

  private become(next: PayoutStatus, at: Date): void {
    this._status = nextState('a payout', transitions, this._status, next);
    this._updatedAt = at;
  }
}

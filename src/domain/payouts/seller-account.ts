import { nextState } from '#domain/shared/transitions.ts';

const transitions = {
  pending: ['active', 'restricted', 'disabled'],
  active: ['restricted', 'disabled', 'pending'],
  restricted: ['active', 'disabled', 'pending'],
  disabled: ['active', 'restricted', 'pending'],
} as const satisfies Record<string, readonly string[]>;

export type SellerAccountStatus = keyof typeof transitions;
export const sellerAccountStatuses = Object.keys(transitions) as SellerAccountStatus[];

/** What the provider says of a connected account. */
export type AccountFacts = { status: SellerAccountStatus; payoutsEnabled: boolean; requirementsDue: string[] };

/** A seller's connected account at a transfer service. Another one may take its place; it then stays for what went to it. */
export class SellerAccount {
  readonly id: string;
  readonly sellerId: string;
  readonly provider: string;
  readonly createdAt: Date;
  private _accountId: string | null = null;
  private _refusals = 0;
  private _status: SellerAccountStatus = 'pending';
  private _payoutsEnabled = false;
  private _requirementsDue: string[] = [];
  private _nextPayoutAt: Date | null = null;
  private _replacedAt: Date | null = null;
  private _checkedAt: Date;
  private _updatedAt: Date;

  constructor(opened: { id: string; sellerId: string; provider: string; at: Date }) {
    this.id = opened.id;
    this.sellerId = opened.sellerId;
    this.provider = opened.provider;
    this.createdAt = opened.at;
    this._checkedAt = opened.at;
    this._updatedAt = opened.at;
  }

  /** The provider's id; null until it has answered. */
  get accountId(): string | null {
    return this._accountId;
  }

  /** How often the provider refused to open it: each makes the next try a new one to it. */
  get refusals(): number {
    return this._refusals;
  }

  get status(): SellerAccountStatus {
    return this._status;
  }

  get payoutsEnabled(): boolean {
    return this._payoutsEnabled;
  }

  /** What the seller still has to tell the provider, in the provider's words. */
  get requirementsDue(): readonly string[] {
    return this._requirementsDue;
  }

  get nextPayoutAt(): Date | null {
    return this._nextPayoutAt;
  }

  get replacedAt(): Date | null {
    return this._replacedAt;
  }

  /** When the provider was last asked about it. */
  get checkedAt(): Date {
    return this._checkedAt;
  }

  get updatedAt(): Date {
    return this._updatedAt;
  }

  get mayReceive(): boolean {
    return this._status === 'active' && this._accountId !== null && this._replacedAt === null;
  }

  get mayPayOut(): boolean {
    return this._status === 'active' && this._payoutsEnabled && this._accountId !== null;
  }

  attach(accountId: string, at: Date): void {
    if (!accountId) throw new Error(`seller account ${this.id} cannot have an empty id`);
    this._accountId ??= accountId;
    this._updatedAt = at;
  }

  refuse(at: Date): void {
    this._refusals += 1;
    this._updatedAt = at;
  }

  /** Takes over what the provider says. Answers whether the account has become active by it. */
  learn(facts: AccountFacts, at: Date, payoutIntervalMs: number): boolean {
    const wasActive = this._status === 'active';
    this._checkedAt = at;
    if (facts.status !== this._status) this.become(facts.status, at);
    if (facts.payoutsEnabled !== this._payoutsEnabled) this._updatedAt = at;
    this._payoutsEnabled = facts.payoutsEnabled;
    this._requirementsDue = [...facts.requirementsDue];
    if (this.mayPayOut) this._nextPayoutAt ??= new Date(at.getTime() + payoutIntervalMs);
    return !wasActive && this._status === 'active';
  }

  markChecked(at: Date): void {
    this._checkedAt = at;
  }

  schedulePayout(next: Date): void {
    this._nextPayoutAt = next;
  }

  replace(at: Date): void {
    this._replacedAt ??= at;
    this._updatedAt = at;
  }

  private become(next: SellerAccountStatus, at: Date): void {
    this._status = nextState('a seller account', transitions, this._status, next);
    this._updatedAt = at;
  }
}

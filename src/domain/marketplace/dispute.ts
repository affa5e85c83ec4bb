import type { Money } from '#domain/shared/money.ts';
import { nextState } from '#domain/shared/transitions.ts';

const transitions = {
  evidence_due: ['under_review', 'won', 'lost'],
  under_review: ['evidence_due', 'won', 'lost'],
  won: ['lost', 'under_review', 'evidence_due'],
  lost: ['won'],
} as const satisfies Record<string, readonly string[]>;

export type DisputeStatus = keyof typeof transitions;
export const disputeStatuses = Object.keys(transitions) as DisputeStatus[];

/** A buyer's bank contests a payment. A won one may be taken up again by the bank, and a lost one be won on appeal. */
export class Dispute {
  readonly id: string;
  readonly orderId: string;
  readonly provider: string;
  readonly providerDisputeId: string;
  readonly amount: Money;
  readonly reason: string | null;
  readonly openedAt: Date;
  private _status: DisputeStatus = 'evidence_due';
  private _evidenceDueBy: Date | null;
  /** The refund that stands for what the provider took when it was lost. */
  private _refundId: string | null = null;
  /** What it costs the platform while it is lost. */
  private _fee: Money | null = null;
  private _losses = 0;
  private _closedAt: Date | null = null;

  constructor(opened: {
    id: string;
    orderId: string;
    provider: string;
    providerDisputeId: string;
    amount: Money;
    reason: string | null;
    evidenceDueBy: Date | null;
    at: Date;
  }) {
    this.id = opened.id;
    this.orderId = opened.orderId;
    this.provider = opened.provider;
    this.providerDisputeId = opened.providerDisputeId;
    this.amount = opened.amount;
    this.reason = opened.reason;
    this.openedAt = opened.at;
    this._evidenceDueBy = opened.evidenceDueBy;
  }

  get status(): DisputeStatus {
    return this._status;
  }

  get evidenceDueBy(): Date | null {
    return this._evidenceDueBy;
  }

  get refundId(): string | null {
    return this._refundId;
  }

  get fee(): Money | null {
    return this._fee;
  }

  /** How often it was lost: a bank may take up again what was won. */
  get losses(): number {
    return this._losses;
  }

  get isOpen(): boolean {
    return this._status === 'evidence_due' || this._status === 'under_review';
  }

  get closedAt(): Date | null {
    return this._closedAt;
  }

  progress(status: 'evidence_due' | 'under_review', evidenceDueBy: Date | null): void {
    if (status !== this._status) this.become(status);
    this._evidenceDueBy = evidenceDueBy;
    this._closedAt = null;
  }

  win(at: Date): void {
    this.become('won');
    this._closedAt = at;
    this._refundId = null;
    this._fee = null;
  }

  lose(fee: Money | null, at: Date): void {
    this.become('lost');
    this._losses += 1;
    this._fee = fee?.isZero ? null : fee;
    this._closedAt = at;
  }

  recordRefund(refundId: string): void {
    this._refundId = refundId;
  }

  private become(next: DisputeStatus): void {
    this._status = nextState('a dispute', transitions, this._status, next);
  }
}

import type { Money } from '#domain/shared/money.ts';

type Parts = Pick<Share, 'amount' | 'withheld' | 'netted' | 'sent' | 'reversed'>;

/** A seller's share of an order, and where its minor units are. Immutable. */
export class Share {
  readonly amount: Money;
  /** Kept back: taken by refunds before it was sent, or left to a further transfer. */
  readonly withheld: bigint;
  /** Kept against the seller's debt. */
  readonly netted: bigint;
  /** What is, or is to be, sent; null before the first attempt. */
  readonly sent: bigint | null;
  /** What the provider has taken back of `sent`. */
  readonly reversed: bigint;

  constructor({ amount, withheld, netted, sent, reversed }: Parts) {
    this.amount = amount;
    this.withheld = withheld;
    this.netted = netted;
    this.sent = sent;
    this.reversed = reversed;
  }

  static of(amount: Money): Share {
    return new Share({ amount, withheld: 0n, netted: 0n, sent: null, reversed: 0n });
  }

  get currency(): string {
    return this.amount.currency;
  }

  /** What has neither been sent nor kept back. For a frozen share, of what was to be sent. */
  get unsent(): bigint {
    return this.amount.amount - this.withheld - this.netted;
  }

  /** Whether the frozen amount still is what ought to be sent. */
  get isAsFrozen(): boolean {
    return this.sent === null || this.sent === this.unsent;
  }

  /** What of the sent amount has not been taken back. */
  get left(): bigint {
    return (this.sent ?? 0n) - this.reversed;
  }

  /** Freezes what is sent: at most `sendable`, which may be nothing. The rest is kept against the seller's debt. */
  frozen(sendable: bigint): Share {
    const sent = sendable < this.unsent ? sendable : this.unsent;
    return this.with({ netted: this.unsent - sent, sent: sent > 0n ? sent : null });
  }

  withholding(amount: bigint): Share {
    return this.with({ withheld: this.withheld + amount });
  }

  takenBack(amount: bigint): Share {
    return this.with({ reversed: this.reversed + amount });
  }

  private with(changed: Partial<Parts>): Share {
    return new Share({ ...this, ...changed });
  }
}

import { DomainError } from './domain-error.ts';

const INT64_MAX = 2n ** 63n - 1n;
const currencies = new Set(Intl.supportedValuesOf('currency'));

export class InvalidMoney extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'INVALID_MONEY';
}

/** An exact, non-negative amount in the currency's minor unit (ISO 4217). Immutable: every operation returns a new Money. */
export class Money {
  readonly amount: bigint;
  readonly currency: string;

  /** For the persistence layer and the operations below; everything else goes through `Money.of`. */
  constructor(amount: bigint, currency: string) {
    this.amount = amount;
    this.currency = currency;
  }

  /** @throws {InvalidMoney} for an unknown currency, a negative amount or one that a ledger column cannot hold. */
  static of(amount: bigint, currency: string): Money {
    if (!currencies.has(currency)) throw new InvalidMoney(`${currency} is not an ISO 4217 currency code`);
    if (amount < 0n || amount > INT64_MAX) throw new InvalidMoney('the amount is outside the range that can be kept');
    return new Money(amount, currency);
  }

  static zero(currency: string): Money {
    return Money.of(0n, currency);
  }

  /** @throws {InvalidMoney} when the list mixes currencies. */
  static sum(amounts: readonly Money[], currency: string): Money {
    return amounts.reduce((total, amount) => total.plus(amount), Money.zero(currency));
  }

  get isZero(): boolean {
    return this.amount === 0n;
  }

  plus(other: Money): Money {
    return Money.of(this.amount + this.same(other).amount, this.currency);
  }

  minus(other: Money): Money {
    return Money.of(this.amount - this.same(other).amount, this.currency);
  }

  isMoreThan(other: Money): boolean {
    return this.amount > this.same(other).amount;
  }

  /** This amount, or the limit when that is less. */
  atMost(limit: Money): Money {
    return this.isMoreThan(limit) ? limit : this;
  }

  equals(other: Money): boolean {
    return this.amount === other.amount && this.currency === other.currency;
  }

  /** The share of `basisPoints` in this amount, rounded half up to the minor unit. */
  portion(basisPoints: number): Money {
    return Money.of((this.amount * BigInt(basisPoints) + 5_000n) / 10_000n, this.currency);
  }

  /**
   * Splits the amount in proportion to `weights` by the largest-remainder (Hamilton) method: the parts are whole minor
   * units and always add up to the amount. Equal remainders favour the earlier part. All weights zero splits evenly.
   */
  allocate(weights: readonly bigint[]): Money[] {
    if (weights.length === 0) throw new InvalidMoney('an amount cannot be split over nobody');
    if (weights.some((weight) => weight < 0n)) throw new InvalidMoney('a share cannot be negative');
    const total = weights.reduce((sum, weight) => sum + weight, 0n);
    const effective = total === 0n ? weights.map(() => 1n) : weights;
    const divisor = total === 0n ? BigInt(weights.length) : total;
    const parts = effective.map((weight, index) => ({
      index,
      floor: (this.amount * weight) / divisor,
      remainder: (this.amount * weight) % divisor,
    }));
    const left = this.amount - parts.reduce((sum, part) => sum + part.floor, 0n);
    const favoured = new Set(
      [...parts]
        .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
        .slice(0, Number(left))
        .map((part) => part.index),
    );
    return parts.map((part) => Money.of(part.floor + (favoured.has(part.index) ? 1n : 0n), this.currency));
  }

  private same(other: Money): Money {
    if (other.currency !== this.currency) throw new InvalidMoney(`${other.currency} cannot be combined with ${this.currency}`);
    return other;
  }
}

import { DomainError } from '#domain/shared/domain-error.ts';
import { Money } from '#domain/shared/money.ts';

export class PromoCodeRefused extends DomainError {
  readonly kind: 'invalid' | 'conflict';
  readonly code: 'PROMO_CODE_UNKNOWN' | 'PROMO_CODE_EXPIRED' | 'PROMO_CODE_USED_UP' | 'PROMO_CODE_NOT_APPLICABLE';
  override readonly faults = [{ pointer: '/promo_code', detail: 'cannot be used for this order' }];
  constructor(code: PromoCodeRefused['code'], message: string) {
    super(message);
    this.kind = code === 'PROMO_CODE_USED_UP' ? 'conflict' : 'invalid';
    this.code = code;
  }
}

/** Either a share of the price in basis points (1 to 10,000) or a fixed amount. */
export type Discount = { basisPoints: number } | { amount: Money };

/** A code that lowers the price of its owner's products, or of every product when the platform gave it out. */
export class PromoCode {
  readonly id: string;
  /** Upper case, without spaces. */
  readonly code: string;
  /** Null for a code of the platform. */
  readonly sellerId: string | null;
  readonly basisPoints: number | null;
  readonly amountOff: Money | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly maxUses: number | null;
  readonly maxUsesPerBuyer: number;
  readonly createdAt: Date;
  private _uses = 0;
  private _disabledAt: Date | null = null;

  constructor(terms: {
    id: string;
    code: string;
    sellerId: string | null;
    discount: Discount;
    startsAt: Date;
    endsAt: Date | null;
    maxUses: number | null;
    maxUsesPerBuyer: number;
    at: Date;
  }) {
    this.id = terms.id;
    this.code = PromoCode.normalise(terms.code);
    this.sellerId = terms.sellerId;
    this.basisPoints = 'basisPoints' in terms.discount ? terms.discount.basisPoints : null;
    this.amountOff = 'amount' in terms.discount ? terms.discount.amount : null;
    this.startsAt = terms.startsAt;
    this.endsAt = terms.endsAt;
    this.maxUses = terms.maxUses;
    this.maxUsesPerBuyer = terms.maxUsesPerBuyer;
    this.createdAt = terms.at;
  }

  static normalise(code: string): string {
    return code.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
  }

  get uses(): number {
    return this._uses;
  }

  get disabledAt(): Date | null {
    return this._disabledAt;
  }

  disable(at: Date): void {
    this._disabledAt ??= at;
  }

  /** Takes one use. @throws {PromoCodeRefused} */
  use(at: Date, usesOfBuyer: number): void {
    if (this._disabledAt || at < this.startsAt) throw new PromoCodeRefused('PROMO_CODE_UNKNOWN', 'there is no such promo code');
    if (this.endsAt && at >= this.endsAt) throw new PromoCodeRefused('PROMO_CODE_EXPIRED', 'this promo code has expired');
    if (this.maxUses !== null && this._uses >= this.maxUses)
      throw new PromoCodeRefused('PROMO_CODE_USED_UP', 'this promo code has been used up');
    if (usesOfBuyer >= this.maxUsesPerBuyer) throw new PromoCodeRefused('PROMO_CODE_USED_UP', 'you have used this promo code already');
    this._uses += 1;
  }

  /** Takes a use that was given back, for what has been paid by now. Answers whether that is within the limits. */
  useAgain(usesOfBuyer: number): boolean {
    this._uses += 1;
    return (this.maxUses === null || this._uses <= this.maxUses) && usesOfBuyer < this.maxUsesPerBuyer;
  }

  giveUseBack(): void {
    this._uses = Math.max(0, this._uses - 1);
  }

  /**
   * The discount on each line, in the lines' order; never more than its price. A fixed amount is spread over the lines
   * that it applies to (largest remainder). @throws {PromoCodeRefused} when it applies to none.
   */
  discounts(lines: readonly { sellerId: string; price: Money }[], currency: string): Money[] {
    const applies = (line: { sellerId: string }) => this.sellerId === null || this.sellerId === line.sellerId;
    const eligible = lines.map((line) => (applies(line) ? line.price.amount : 0n));
    const sum = eligible.reduce((total, amount) => total + amount, 0n);
    if (sum === 0n) throw new PromoCodeRefused('PROMO_CODE_NOT_APPLICABLE', 'this promo code does not apply to anything in this order');
    if (this.amountOff) {
      if (this.amountOff.currency !== currency) {
        throw new PromoCodeRefused('PROMO_CODE_NOT_APPLICABLE', `this promo code is in ${this.amountOff.currency}`);
      }
      return this.amountOff.atMost(Money.of(sum, currency)).allocate(eligible);
    }
    return Money.of(sum, currency)
      .portion(this.basisPoints ?? 0)
      .allocate(eligible);
  }
}

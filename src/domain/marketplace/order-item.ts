import { Money } from '#domain/shared/money.ts';
import type { LicenceKind } from './product.ts';

/**
 * One line of an order, frozen at the sale: what was bought from whom, at which price, and who gets what of it. Amounts
 * are minor units of the order's currency; `total = price - discount = commission + sellerShare`.
 */
export class OrderItem {
  readonly productId: string;
  readonly trackId: string;
  readonly sellerId: string;
  readonly title: string;
  readonly licence: LicenceKind;
  readonly price: bigint;
  readonly discount: bigint;
  readonly commission: bigint;
  /** What has been refunded of `total`, and of the commission within it. */
  readonly refunded: bigint;
  readonly commissionReturned: bigint;

  constructor(line: {
    productId: string;
    trackId: string;
    sellerId: string;
    title: string;
    licence: LicenceKind;
    price: bigint;
    discount: bigint;
    commission: bigint;
    refunded?: bigint;
    commissionReturned?: bigint;
  }) {
    this.productId = line.productId;
    this.trackId = line.trackId;
    this.sellerId = line.sellerId;
    this.title = line.title;
    this.licence = line.licence;
    this.price = line.price;
    this.discount = line.discount;
    this.commission = line.commission;
    this.refunded = line.refunded ?? 0n;
    this.commissionReturned = line.commissionReturned ?? 0n;
  }

  get total(): bigint {
    return this.price - this.discount;
  }

  get sellerShare(): bigint {
    return this.total - this.commission;
  }

  get refundable(): bigint {
    return this.total - this.refunded;
  }

  /**
   * The commission within a refund of `amount`: cumulative proportion, so that however a line is refunded in parts, the
   * commission returned in all is the commission of what was refunded in all, and the last part returns the exact rest.
   * Where parts were given back again in between, neither seller nor platform returns more than there is left of theirs.
   */
  commissionWithin(amount: bigint): bigint {
    if (this.total === 0n) return 0n;
    const proportional = (this.commission * (this.refunded + amount)) / this.total - this.commissionReturned;
    const commissionLeft = this.commission - this.commissionReturned;
    const shareLeft = this.refundable - commissionLeft;
    return larger(larger(0n, amount - shareLeft), smaller(proportional, smaller(amount, commissionLeft)));
  }

  withRefund(amount: bigint, commission: bigint): OrderItem {
    return new OrderItem({ ...this, refunded: this.refunded + amount, commissionReturned: this.commissionReturned + commission });
  }
}

/** A part of a refund: what one line gives back, split into the seller's part and the platform's. Minor units. */
export type RefundLine = { productId: string; sellerId: string; amount: bigint; commission: bigint };

/** Splits a refund over the lines in proportion to what is left of each (largest remainder). */
export function splitRefund(items: readonly OrderItem[], amount: Money): RefundLine[] {
  const parts = amount.allocate(items.map((item) => item.refundable));
  return refundLines(
    items,
    parts.map((part) => part.amount),
  );
}

/**
 * The lines of a refund as they can be taken now, which need not be what was left when it was asked for: what there is no
 * more of one is taken from the others. There has to be as much left of all of them together.
 */
export function fitRefund(items: readonly OrderItem[], lines: readonly RefundLine[], currency: string): RefundLine[] {
  const wanted = items.map(({ productId }) => lines.find((line) => line.productId === productId)?.amount ?? 0n);
  const fitting = items.map(({ refundable }, index) => smaller(wanted[index] ?? 0n, refundable));
  const missing = sum(wanted) - sum(fitting);
  const more = Money.of(missing, currency).allocate(items.map(({ refundable }, index) => refundable - (fitting[index] ?? 0n)));
  return refundLines(
    items,
    fitting.map((amount, index) => amount + (more[index]?.amount ?? 0n)),
  );
}

function refundLines(items: readonly OrderItem[], amounts: readonly bigint[]): RefundLine[] {
  return items.flatMap((item, index) => {
    const amount = amounts[index] ?? 0n;
    if (amount === 0n) return [];
    return [{ productId: item.productId, sellerId: item.sellerId, amount, commission: item.commissionWithin(amount) }];
  });
}

const smaller = (one: bigint, other: bigint) => (one < other ? one : other);
const larger = (one: bigint, other: bigint) => (one > other ? one : other);
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

/**
 * Prices lines into items: `discounts` are theirs in the same order. The commission is that of the whole order (half up),
 * split over the lines by what each costs (largest remainder).
 */
export function priceItems(
  lines: readonly { productId: string; trackId: string; sellerId: string; title: string; licence: LicenceKind; price: Money }[],
  discounts: readonly Money[],
  commissionBps: number,
): OrderItem[] {
  const discounted = lines.map(({ price }, index) => price.minus(discounts[index] ?? Money.zero(price.currency)));
  const [first] = discounted;
  if (!first) return [];
  const commissions = Money.sum(discounted, first.currency)
    .portion(commissionBps)
    .allocate(discounted.map(({ amount }) => amount));
  return lines.map((line, index) => {
    const [discount, commission] = [discounts[index]?.amount ?? 0n, commissions[index]?.amount ?? 0n];
    return new OrderItem({ ...line, price: line.price.amount, discount, commission });
  });
}

/** What each seller gets, or gives back, of these lines: their totals without the commission. */
export function sharesBySeller(
  lines: readonly { sellerId: string; amount: bigint; commission: bigint }[],
  currency: string,
): { sellerId: string; amount: Money }[] {
  const shares = new Map<string, bigint>();
  for (const line of lines) shares.set(line.sellerId, (shares.get(line.sellerId) ?? 0n) + line.amount - line.commission);
  return [...shares].map(([sellerId, amount]) => ({ sellerId, amount: Money.of(amount, currency) }));
}

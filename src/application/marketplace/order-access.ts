import type { Actor } from '#application/shared/actor.ts';
import { Money } from '#domain/shared/money.ts';
import type { OrderSnapshot, RefundSnapshot } from './ports.ts';

export function seesWhole(order: OrderSnapshot, actor: Actor): boolean {
  return order.buyerId === actor.userId || actor.role === 'admin';
}

/** What a seller sees of an order: own lines and what they come to, and nothing of how the buyer pays. */
export function partOfSeller(order: OrderSnapshot, sellerId: string): OrderSnapshot {
  const items = order.items.filter((item) => item.sellerId === sellerId);
  const sum = (amounts: bigint[]) =>
    Money.of(
      amounts.reduce((total, amount) => total + amount, 0n),
      order.total.currency,
    );
  return {
    ...order,
    items,
    total: sum(items.map(({ total }) => total)),
    refunded: sum(items.map(({ refunded }) => refunded)),
    provider: null,
    paymentId: null,
    clientSecret: null,
    payUrl: null,
    failureCode: null,
  };
}

/** What a seller sees of a refund: what it takes from own lines. */
export function refundOfSeller(refund: RefundSnapshot, sellerId: string): RefundSnapshot {
  const lines = refund.lines.filter((line) => line.sellerId === sellerId);
  const amount = lines.reduce((total, line) => total + line.amount, 0n);
  return { ...refund, lines, amount: Money.of(amount, refund.amount.currency) };
}

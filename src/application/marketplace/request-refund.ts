import type { AuditLog } from '#application/audit/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { Forbidden, InvalidInput, NotFound } from '#application/shared/errors.ts';
import type { Once } from '#application/shared/idempotency.ts';
import { keepRefusal } from '#application/shared/keep-refusal.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import { NotRefundable, type Order } from '#domain/marketplace/order.ts';
import { type OrderItem, splitRefund } from '#domain/marketplace/order-item.ts';
import { Refund, type RefundOrigin } from '#domain/marketplace/refund.ts';
import { Money } from '#domain/shared/money.ts';
import type { IssueRefund } from './issue-refund.ts';
import type { Orders, RefundSnapshot, Refunds, SaleTerms } from './ports.ts';
import { snapshotRefund } from './snapshots.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  refunds: Refunds;
  issueRefund: IssueRefund;
  audit: AuditLog;
  clock: Clock;
  terms: SaleTerms;
};
/** Of what is left of the order, or of the seller's own lines: `amount` of it, or the lines of these products, or everything. */
type Command = {
  orderId: string;
  actor: Actor;
  amount?: bigint | undefined;
  currency?: string | undefined;
  productIds?: string[] | undefined;
  reason?: string | undefined;
  once: Once<RefundSnapshot>;
};

export class RequestRefund {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotRefundable | Forbidden | NotFound | RefundRefused} */
  async execute(command: Command): Promise<RefundSnapshot> {
    const { unitOfWork, issueRefund } = this.#deps;
    const { refund, begunBefore } = await keepRefusal({ unitOfWork, once: command.once }, () => this.#reserve(command));
    return begunBefore ? issueRefund.execute(refund.id, command.once) : issueRefund.ask(refund, command.once);
  }

  async #reserve(command: Command): Promise<{ refund: RefundSnapshot; begunBefore: boolean }> {
    const { orders, refunds, audit, clock, terms } = this.#deps;
    await command.once.begin();
    const begun = await refunds.find(command.once.resourceId);
    if (begun) return { refund: snapshotRefund(begun), begunBefore: true };
    const order = await orders.findForUpdate(command.orderId);
    if (!order) throw new NotFound('order');
    const origin = permittedOrigin(order, command.actor);
    const now = clock.now();
    order.requireRefundable(now, terms.refundWindowDays);
    if (command.currency && command.currency !== order.total.currency) {
      throw new InvalidInput([{ pointer: '/amount/currency', detail: `must be ${order.total.currency}, as the order's` }]);
    }
    const mine = origin === 'seller' ? order.items.filter(({ sellerId }) => sellerId === command.actor.userId) : order.items;
    const items = chosenItems(mine, command.productIds);
    const amount = chosenAmount(order, items, command.amount);
    const isPartOfOrder = mine.length < order.items.length && command.amount === undefined;
    const refund = new Refund({
      id: command.once.resourceId,
      orderId: order.id,
      paymentId: order.paymentId ?? '',
      provider: order.provider ?? '',
      amount,
      byLine: command.productIds !== undefined || isPartOfOrder,
      lines: splitRefund(items, amount),
      reason: command.reason ?? null,
      origin,
      requestedBy: command.actor.userId,
      at: now,
    });
    order.beginRefund(now);
    await refunds.add(refund);
    await audit.append({
      actorId: command.actor.userId,
      action: 'refund.requested',
      subject: `refund:${refund.id}`,
      before: null,
      after: { orderId: order.id, amount: Number(amount.amount), currency: amount.currency, origin },
      at: now,
    });
    return { refund: snapshotRefund(refund), begunBefore: false };
  }
}

function permittedOrigin(order: Order, actor: Actor): RefundOrigin {
  if (order.buyerId === actor.userId) return 'buyer';
  if (actor.role === 'admin') return 'admin';
  if (order.isSoldBy(actor.userId)) return 'seller';
  throw new Forbidden('only the buyer, a seller of the order or an administrator may refund it');
}

function chosenItems(mine: readonly OrderItem[], productIds: string[] | undefined): readonly OrderItem[] {
  if (!productIds) return mine;
  const items = mine.filter((item) => productIds.includes(item.productId) && item.refundable > 0n);
  if (items.length !== new Set(productIds).size) {
    throw new InvalidInput([
      { pointer: '/items', detail: 'must name lines of this order that you may refund and that have not been refunded' },
    ]);
  }
  return items;
}

function chosenAmount(order: Order, items: readonly OrderItem[], amount: bigint | undefined): Money {
  const left = items.reduce((sum, item) => sum + item.refundable, 0n);
  const wanted = amount ?? left;
  if (wanted <= 0n) throw new NotRefundable('REFUND_AMOUNT_INVALID', 'the amount of a refund is more than zero');
  if (wanted > left)
    throw new NotRefundable('REFUND_AMOUNT_INVALID', `no more than ${left} ${order.total.currency} minor units are left to refund`);
  return Money.of(wanted, order.total.currency);
}

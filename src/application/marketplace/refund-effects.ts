import type { JobQueue, Log } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { type OrderItem, sharesBySeller } from '#domain/marketplace/order-item.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import type { ExclusiveRights } from './exclusive-rights.ts';
import { ORDER_NOTICES } from './jobs.ts';
import type { Licences, Products, Refunds, SaleBooks, SellerSettlements } from './ports.ts';
import type { RefundUndeliverable } from './refund-undeliverable.ts';

type Deps = {
  refunds: Refunds;
  licences: Licences;
  products: Products;
  exclusiveRights: ExclusiveRights;
  books: SaleBooks;
  settlements: SellerSettlements;
  refundUndeliverable: RefundUndeliverable;
  jobs: JobQueue;
  log: Log;
};

/** What a refund brings about in everything around it, in the ambient unit of work with order and refund locked. */
export class RefundEffects {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The money is back with the buyer. Another refund of the order may still be under way: then the order goes on waiting for it. */
  async apply(order: Order, refund: Refund, now: Date): Promise<void> {
    const { refunds, licences, products, books, settlements, jobs } = this.#deps;
    refund.fitInto(order.items);
    order.settleRefund(refund.lines, now);
    if (!order.refundable.isZero && (await refunds.openOf(order.id)).length > 0) order.beginRefund(now);
    await books.recordRefund(refund, now);
    await settlements.takeBack(order.id, refund.id, sharesBySeller(refund.lines, order.total.currency), now);
    const revoked = revokedProducts(order, refund);
    for (const licence of await licences.ofOrder(order.id)) if (revoked.includes(licence.productId)) licence.revoke(now);
    for (const product of await products.findManyForSale(revoked)) product.release(order.id, now);
    await jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'refunded' });
  }

  /**
   * A refund that had succeeded failed after all: what is paid for again is given again. What has gone to somebody else
   * meanwhile stays revoked, and is still to be refunded; so is an order whose goods were never given, and its sellers get
   * nothing of that.
   */
  async undo(order: Order, refund: Refund, now: Date): Promise<void> {
    const { licences, exclusiveRights, books, settlements, refundUndeliverable, jobs, log } = this.#deps;
    const revoked = revokedProducts(order, refund);
    const given = await licences.ofOrder(order.id);
    order.undoRefund(refund.lines, now);
    await books.undoRefund(refund, now);
    if (given.length === 0) {
      const productIds = order.items.map(({ productId }) => productId);
      await refundUndeliverable.execute(order, productIds, now);
      return;
    }
    await settlements.giveAgain(order.id, refund.id, sharesBySeller(refund.lines, order.total.currency), now);
    const paidAgain = order.items.filter((item) => revoked.includes(item.productId) && !isRefunded(item)).map(({ productId }) => productId);
    const givenAgain = await exclusiveRights.givable(order, paidAgain);
    await exclusiveRights.sell(order, givenAgain, now);
    for (const licence of given) if (givenAgain.includes(licence.productId)) licence.reinstate();
    const gone = paidAgain.filter((productId) => !givenAgain.includes(productId));
    if (gone.length > 0) log.error('refunded_goods_gone', { orderId: order.id, refundId: refund.id, action: 'refund' });
    await refundUndeliverable.execute(order, gone, now);
    await jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: gone.length > 0 ? 'undeliverable' : 'refund_failed' });
  }
}

/** A full refund takes every licence back; a refund by line takes those of its lines; a part of the amount takes none. */
function revokedProducts(order: Order, refund: Refund): string[] {
  if (order.refundable.isZero) return order.items.map((item) => item.productId);
  if (!refund.byLine) return [];
  const lines = order.items.filter((item) => isRefunded(item) && refund.lines.some(({ productId }) => productId === item.productId));
  return lines.map(({ productId }) => productId);
}

/** Of a line that cost nothing there is nothing to refund. */
function isRefunded({ refundable, total }: OrderItem): boolean {
  return refundable === 0n && total > 0n;
}

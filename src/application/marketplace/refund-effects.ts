import type { JobQueue } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { sharesBySeller } from '#domain/marketplace/order-item.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import type { ExclusiveRights } from './exclusive-rights.ts';
import { ORDER_NOTICES } from './jobs.ts';
import type { Licences, Products, SaleBooks, SellerSettlements } from './ports.ts';
import type { RefundUndeliverable } from './refund-undeliverable.ts';

type Deps = {
  licences: Licences;
  products: Products;
  exclusiveRights: ExclusiveRights;
  books: SaleBooks;
  settlements: SellerSettlements;
  refundUndeliverable: RefundUndeliverable;
  jobs: JobQueue;
};

/** What a refund brings about in everything around it, in the ambient unit of work with order and refund locked. */
export class RefundEffects {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The money is back with the buyer. */
  async apply(order: Order, refund: Refund, now: Date): Promise<void> {
    const { licences, products, books, settlements, jobs } = this.#deps;
    refund.fitInto(order.items);
    order.settleRefund(refund.lines, now);
    await books.recordRefund(refund, now);
    await settlements.takeBack(order.id, refund.id, sharesBySeller(refund.lines, order.total.currency), now);
    const revoked = revokedProducts(order, refund);
    for (const licence of await licences.ofOrder(order.id)) if (revoked.includes(licence.productId)) licence.revoke(now);
    for (const product of await products.findManyForSale(revoked)) product.release(order.id, now);
    await jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'refunded' });
  }

  /**
   * A refund that had succeeded failed after all. What was given to somebody else meanwhile stays revoked. An order whose
   * goods were never given is still to be refunded, and its sellers get nothing of it.
   */
  async undo(order: Order, refund: Refund, now: Date): Promise<void> {
    const { licences, exclusiveRights, books, settlements, refundUndeliverable, jobs } = this.#deps;
    const revoked = revokedProducts(order, refund);
    const given = await licences.ofOrder(order.id);
    order.undoRefund(refund.lines, now);
    await books.undoRefund(refund, now);
    if (given.length === 0) {
      await refundUndeliverable.execute(order, now);
      return;
    }
    await settlements.giveAgain(order.id, refund.id, sharesBySeller(refund.lines, order.total.currency), now);
    if (order.isDisputed) await settlements.hold(order.id, now);
    const givenAgain = await exclusiveRights.givable(order, revoked);
    await exclusiveRights.sell(order, givenAgain, now);
    for (const licence of given) if (givenAgain.includes(licence.productId)) licence.reinstate();
    await jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'refund_failed' });
  }
}

/** A full refund takes every licence back; a refund by line takes those of its lines; a part of the amount takes none. */
function revokedProducts(order: Order, refund: Refund): string[] {
  if (order.refundable.isZero) return order.items.map((item) => item.productId);
  return refund.byLine ? order.items.filter((item) => item.refundable === 0n && item.total > 0n).map((item) => item.productId) : [];
}

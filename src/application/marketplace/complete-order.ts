import type { Clock, Ids, JobQueue, Log } from '#application/shared/ports.ts';
import { Licence } from '#domain/marketplace/licence.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { sharesBySeller } from '#domain/marketplace/order-item.ts';
import type { ExclusiveRights } from './exclusive-rights.ts';
import { ORDER_NOTICES } from './jobs.ts';
import type { Licences, SaleBooks, SaleTerms, SellerSettlements } from './ports.ts';
import type { RefundUndeliverable } from './refund-undeliverable.ts';
import type { TakePromoUseAgain } from './take-promo-use-again.ts';

type Deps = {
  exclusiveRights: ExclusiveRights;
  licences: Licences;
  books: SaleBooks;
  settlements: SellerSettlements;
  refundUndeliverable: RefundUndeliverable;
  takePromoUseAgain: TakePromoUseAgain;
  jobs: JobQueue;
  ids: Ids;
  clock: Clock;
  log: Log;
  terms: SaleTerms;
};

/**
 * Everything that a paid order brings about, in the ambient unit of work with the order locked: licences, the ledger, the
 * sellers' transfers, the notices. When the goods can no longer be given, the money goes back instead.
 */
export class CompleteOrder {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(order: Order): Promise<void> {
    const { exclusiveRights, books, settlements, takePromoUseAgain, jobs, clock, terms } = this.#deps;
    const now = clock.now();
    const hadEnded = order.status !== 'pending';
    const productIds = order.items.map(({ productId }) => productId);
    const deliverable = (await exclusiveRights.givable(order, productIds)).length === productIds.length;
    order.complete(now, terms.refundWindowDays);
    await books.recordSale(order, now);
    const shares = sharesBySeller(
      order.items.map((item) => ({ ...item, amount: item.total })),
      order.total.currency,
    ).filter((share) => !share.amount.isZero);
    if (!deliverable) {
      this.#deps.log.error('order_undeliverable', { orderId: order.id, action: 'refund' });
      await this.#deps.refundUndeliverable.execute(order, productIds, now);
      await jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'undeliverable' });
      return;
    }
    if (hadEnded) await takePromoUseAgain.execute(order);
    await exclusiveRights.sell(order, productIds, now);
    await this.#issueLicences(order, now);
    await settlements.open(order.id, shares, now);
    await jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'completed' });
  }

  async #issueLicences(order: Order, at: Date): Promise<void> {
    for (const { productId, trackId, sellerId, title, licence } of order.items) {
      const right = { orderId: order.id, productId, trackId, ownerId: order.buyerId, sellerId, title, licence };
      await this.#deps.licences.add(new Licence({ id: this.#deps.ids.next(), ...right, at }));
    }
  }
}

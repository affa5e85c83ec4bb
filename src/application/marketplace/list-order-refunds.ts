import type { Actor } from '#application/shared/actor.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import type { GetOrder } from './get-order.ts';
import { refundOfSeller, seesWhole } from './order-access.ts';
import type { RefundSnapshot, SalesRecords } from './ports.ts';

type Deps = { getOrder: GetOrder; records: SalesRecords };

/** The refunds of an order; for a seller those that take from own lines, and only what they take from them. */
export class ListOrderRefunds {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} for an order that the actor has no part in. */
  async execute(orderId: string, actor: Actor, page: PageRequest): Promise<Page<RefundSnapshot>> {
    const { getOrder, records } = this.#deps;
    const order = await getOrder.execute(orderId, actor);
    if (seesWhole(order, actor)) return records.listRefunds({ orderId }, page);
    const sellerId = actor.userId;
    const { data, nextCursor } = await records.listRefunds({ orderId, sellerId }, page);
    return { data: data.map((refund) => refundOfSeller(refund, sellerId)), nextCursor };
  }
}

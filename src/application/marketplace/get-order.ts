import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { OrderSnapshot, SalesRecords } from './ports.ts';

type Deps = { records: SalesRecords };

export class GetOrder {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} for an order that is neither the actor's purchase nor the actor's sale. */
  async execute(orderId: string, actor: Actor): Promise<OrderSnapshot> {
    const order = await this.#deps.records.findOrder(orderId);
    const mayKnow =
      order && (order.buyerId === actor.userId || actor.role === 'admin' || order.items.some((item) => item.sellerId === actor.userId));
    if (!mayKnow) throw new NotFound('order');
    return order;
  }
}

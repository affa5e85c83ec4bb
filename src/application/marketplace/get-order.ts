import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import { partOfSeller, seesWhole } from './order-access.ts';
import type { OrderSnapshot, SalesRecords } from './ports.ts';

type Deps = { records: SalesRecords };

export class GetOrder {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** As much of it as the actor may see. @throws {NotFound} for an order that is neither the actor's purchase nor the actor's sale. */
  async execute(orderId: string, actor: Actor): Promise<OrderSnapshot> {
    const order = await this.#deps.records.findOrder(orderId);
    if (!order) throw new NotFound('order');
    if (seesWhole(order, actor)) return order;
    const own = partOfSeller(order, actor.userId);
    if (own.items.length === 0) throw new NotFound('order');
    return own;
  }
}

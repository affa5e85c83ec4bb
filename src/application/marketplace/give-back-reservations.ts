import type { Clock } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import type { Products, PromoCodes } from './ports.ts';

type Deps = { products: Products; promoCodes: PromoCodes; clock: Clock };

/** Gives back what an order kept for itself: exclusive licences, and its use of a promo code. In the ambient unit of work. */
export class GiveBackReservations {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(order: Order): Promise<void> {
    const { products, promoCodes, clock } = this.#deps;
    for (const product of await products.findManyForSale(exclusiveProductIds(order))) product.release(order.id, clock.now());
    if (!order.promoCodeId || !(await promoCodes.deleteUse(order.id))) return;
    const promo = await promoCodes.findForUpdate(order.promoCodeId);
    promo?.giveUseBack();
  }
}

function exclusiveProductIds(order: Order): string[] {
  return order.items.filter((item) => item.licence === 'exclusive').map((item) => item.productId);
}

import type { Log } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import type { PromoCodes } from './ports.ts';

type Deps = { promoCodes: PromoCodes; log: Log };

/** Takes the use again that an order gave back when it ended, and was paid after all. In the ambient unit of work. */
export class TakePromoUseAgain {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The buyer has paid the lower price: somebody else may have had the last use meanwhile, and then there is one too many. */
  async execute(order: Order): Promise<void> {
    const { promoCodes, log } = this.#deps;
    const promo = order.promoCodeId ? await promoCodes.findForUpdate(order.promoCodeId) : null;
    if (!promo) return;
    const isWithinLimits = promo.useAgain(await promoCodes.usesOf(promo.id, order.buyerId));
    await promoCodes.recordUse(promo.id, order.id, order.buyerId);
    if (!isWithinLimits) log.error('promo_code_overused', { promoCodeId: promo.id, orderId: order.id, uses: promo.uses });
  }
}

import type { Clock } from '#application/shared/ports.ts';
import { PromoCode, PromoCodeRefused } from '#domain/marketplace/promo-code.ts';
import type { Money } from '#domain/shared/money.ts';
import type { PromoCodes } from './ports.ts';

type Deps = { promoCodes: PromoCodes; clock: Clock };
type Redeemed = { promoCodeId: string; discounts: Money[] };

/** Takes one use of a code for an order, in the ambient unit of work: of two buyers, one gets the last use. */
export class RedeemPromoCode {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {PromoCodeRefused} */
  async execute(
    code: string,
    lines: readonly { sellerId: string; price: Money }[],
    use: { orderId: string; buyerId: string; currency: string },
  ): Promise<Redeemed> {
    const { promoCodes, clock } = this.#deps;
    const promo = await promoCodes.findByCodeForUpdate(PromoCode.normalise(code));
    if (!promo) throw new PromoCodeRefused('PROMO_CODE_UNKNOWN', 'there is no such promo code');
    const discounts = promo.discounts(lines, use.currency);
    promo.use(clock.now(), await promoCodes.usesOf(promo.id, use.buyerId));
    await promoCodes.recordUse(promo.id, use.orderId, use.buyerId);
    return { promoCodeId: promo.id, discounts };
  }
}

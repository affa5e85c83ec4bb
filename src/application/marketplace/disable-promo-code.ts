import type { AuditLog } from '#application/audit/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import type { PromoCodes } from './ports.ts';

type Deps = { unitOfWork: UnitOfWork; promoCodes: PromoCodes; audit: AuditLog; clock: Clock };

export class DisablePromoCode {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} for a code of somebody else, too. */
  async execute(promoCodeId: string, actor: Actor): Promise<void> {
    const { unitOfWork, promoCodes, audit, clock } = this.#deps;
    await unitOfWork.run(async () => {
      const promo = await promoCodes.findForUpdate(promoCodeId);
      const isTheirs = promo && (actor.role === 'admin' || promo.sellerId === actor.userId);
      if (!isTheirs) throw new NotFound('promo code');
      if (promo.disabledAt) return;
      const at = clock.now();
      promo.disable(at);
      const entry = { actorId: actor.userId, action: 'promo_code.disabled', subject: `promo_code:${promo.id}` };
      await audit.append({ ...entry, before: null, after: { code: promo.code }, at });
    });
  }
}

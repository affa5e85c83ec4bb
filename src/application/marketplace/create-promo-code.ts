import type { AuditLog } from '#application/audit/ports.ts';
import { type Actor, requireCreator } from '#application/shared/actor.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import type { Clock, Ids, UnitOfWork } from '#application/shared/ports.ts';
import { type Discount, PromoCode } from '#domain/marketplace/promo-code.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import type { PromoCodes } from './ports.ts';

type Deps = { unitOfWork: UnitOfWork; promoCodes: PromoCodes; audit: AuditLog; ids: Ids; clock: Clock };
type Command = {
  actor: Actor;
  code: string;
  discount: Discount;
  startsAt?: Date | undefined;
  endsAt?: Date | undefined;
  maxUses?: number | undefined;
  maxUsesPerBuyer?: number | undefined;
};

const MAX_LENGTH = 64;

export class PromoCodeTaken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'PROMO_CODE_TAKEN';
  constructor() {
    super('this promo code exists already');
  }
}

/** A creator's code lowers the price of own products, an administrator's that of every product. */
export class CreatePromoCode {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers the new code's id. @throws {PromoCodeTaken | Forbidden | InvalidInput} */
  async execute({ actor, ...terms }: Command): Promise<string> {
    const { unitOfWork, promoCodes, audit, ids, clock } = this.#deps;
    requireCreator(actor);
    const code = PromoCode.normalise(terms.code);
    if (code.length > MAX_LENGTH)
      throw new InvalidInput([{ pointer: '/code', detail: `is longer than ${MAX_LENGTH} characters in capital letters` }]);
    return unitOfWork.run(async () => {
      const now = clock.now();
      if (await promoCodes.findByCodeForUpdate(code)) throw new PromoCodeTaken();
      const promo = new PromoCode({
        id: ids.next(),
        code,
        sellerId: actor.role === 'admin' ? null : actor.userId,
        discount: terms.discount,
        startsAt: terms.startsAt ?? now,
        endsAt: terms.endsAt ?? null,
        maxUses: terms.maxUses ?? null,
        maxUsesPerBuyer: terms.maxUsesPerBuyer ?? 1,
        at: now,
      });
      await promoCodes.add(promo);
      await audit.append({
        actorId: actor.userId,
        action: 'promo_code.created',
        subject: `promo_code:${promo.id}`,
        before: null,
        after: { code: promo.code, ofEverySeller: promo.sellerId === null },
        at: now,
      });
      return promo.id;
    });
  }
}

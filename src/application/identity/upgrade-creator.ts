import type { AuditLog } from '#application/audit/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import type { Users } from './ports.ts';
import { detailsOf, type UserDetails } from './user-details.ts';

type Deps = { unitOfWork: UnitOfWork; users: Users; audit: AuditLog; clock: Clock };

export class UpgradeCreator {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {EmailNotVerified | NotFound} */
  execute({ actor }: { actor: Actor }): Promise<{ user: UserDetails; alreadyElevated: boolean }> {
    const { unitOfWork, users, audit, clock } = this.#deps;
    return unitOfWork.run(async () => {
      const user = await users.find(actor.userId);
      if (!user) throw new NotFound('user');
      const before = { role: user.role };
      const upgraded = user.upgradeToCreator();
      if (upgraded) {
        const after = { role: user.role };
        await audit.append({
          actorId: actor.userId,
          action: 'user.upgraded',
          subject: `user:${user.id}`,
          before,
          after,
          at: clock.now(),
        });
      }
      return { user: detailsOf(user), alreadyElevated: !upgraded };
    });
  }
}

import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Accounts } from './ports.ts';
import type { UserDetails } from './user-details.ts';

export class GetMe {
  readonly #accounts: Accounts;

  constructor(deps: { accounts: Accounts }) {
    this.#accounts = deps.accounts;
  }

  async execute({ actor }: { actor: Actor }): Promise<UserDetails> {
    const user = await this.#accounts.describe(actor.userId);
    if (!user) throw new NotFound('user');
    return user;
  }
}

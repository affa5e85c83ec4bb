import type { Users } from '#application/identity/ports.ts';
import type { Contact, People } from '#application/marketplace/ports.ts';

type Deps = { users: Users };

export class IdentityPeople implements People {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async contact(userId: string): Promise<Contact | null> {
    const user = await this.#deps.users.find(userId);
    return user && { email: user.email, name: user.username };
  }
}

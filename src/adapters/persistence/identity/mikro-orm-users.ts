import type { EntityManager } from '@mikro-orm/core';
import type { Users } from '#application/identity/ports.ts';
import { User } from '#domain/identity/user.ts';

export class MikroOrmUsers implements Users {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(user: User): Promise<void> {
    this.#em.persist(user);
  }

  find(id: string): Promise<User | null> {
    return this.#em.findOne(User, { id });
  }

  findByEmail(email: string): Promise<User | null> {
    return this.#em.findOne(User, { email });
  }

  findByUsernameKey(usernameKey: string): Promise<User | null> {
    return this.#em.findOne(User, { usernameKey });
  }
}

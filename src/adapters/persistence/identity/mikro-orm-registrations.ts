import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Registrations } from '#application/identity/ports.ts';
import { Registration } from '#domain/identity/registration.ts';

export class MikroOrmRegistrations implements Registrations {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(registration: Registration): Promise<void> {
    this.#em.persist(registration);
  }

  findForUpdate(tokenDigest: string): Promise<Registration | null> {
    return this.#em.findOne(Registration, { tokenDigest }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  async findOpen(email: string, at: Date): Promise<Registration | null> {
    const found = await this.#em.find(Registration, { email, expiresAt: { $gt: at } }, { orderBy: { createdAt: 'desc' } });
    return found.find(({ verifiedAt }) => verifiedAt === null) ?? null;
  }

  countSince(email: string, since: Date): Promise<number> {
    return this.#em.count(Registration, { email, createdAt: { $gt: since } });
  }
}

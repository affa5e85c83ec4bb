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

  findOpen(email: string, at: Date): Promise<Registration | null> {
    return this.#em.findOne(Registration, { email, verifiedAt: null, expiresAt: { $gt: at } }, { orderBy: { createdAt: 'desc' } });
  }

  countSince(email: string, since: Date): Promise<number> {
    return this.#em.count(Registration, { email, createdAt: { $gt: since } });
  }
}

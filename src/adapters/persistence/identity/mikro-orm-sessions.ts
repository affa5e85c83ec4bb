import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Sessions } from '#application/identity/ports.ts';
import { RefreshToken } from '#domain/identity/refresh-token.ts';
import { Session } from '#domain/identity/session.ts';

export class MikroOrmSessions implements Sessions {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(session: Session): Promise<void> {
    this.#em.persist(session);
  }

  async addToken(token: RefreshToken): Promise<void> {
    this.#em.persist(token);
  }

  findForUpdate(id: string): Promise<Session | null> {
    return this.#em.findOne(Session, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  findTokenForUpdate(digest: string): Promise<RefreshToken | null> {
    return this.#em.findOne(RefreshToken, { digest }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }
}

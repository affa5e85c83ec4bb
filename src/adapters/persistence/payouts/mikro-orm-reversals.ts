import type { EntityManager } from '@mikro-orm/core';
import type { Reversals } from '#application/payouts/ports.ts';
import { Reversal } from '#domain/payouts/reversal.ts';

export class MikroOrmReversals implements Reversals {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(reversal: Reversal): Promise<void> {
    this.#em.persist(reversal);
  }

  ofTransfer(transferId: string): Promise<Reversal[]> {
    return this.#em.find(Reversal, { transferId }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  }
}

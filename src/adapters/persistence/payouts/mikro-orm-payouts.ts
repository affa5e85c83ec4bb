import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Payouts } from '#application/payouts/ports.ts';
import { openPayoutStatuses, Payout } from '#domain/payouts/payout.ts';
import { byField } from '../maps.ts';
import type { SqlWriter } from '../sql-writer.ts';
import { claimNext } from './claim-next.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export class MikroOrmPayouts implements Payouts {
  readonly #em: EntityManager;
  readonly #writer: SqlWriter;

  constructor({ em, writer }: { em: EntityManager; writer: SqlWriter }) {
    this.#em = em;
    this.#writer = writer;
  }

  async add(payout: Payout): Promise<void> {
    this.#em.persist(payout);
  }

  findForUpdate(id: string): Promise<Payout | null> {
    return this.#em.findOne(Payout, { id }, locked);
  }

  findByProviderIdForUpdate(provider: string, providerPayoutId: string): Promise<Payout | null> {
    return this.#em.findOne(Payout, byField({ provider, _providerPayoutId: providerPayoutId }), locked);
  }

  findOpen(sellerId: string, currency: string): Promise<Payout | null> {
    const open = byField<Payout>({ _status: { $in: [...openPayoutStatuses] } });
    return this.#em.findOne(Payout, { $and: [{ sellerId, amount: { currency } }, open] });
  }

  async lockNextDue(at: Date): Promise<Payout | null> {
    const id = await claimNext(this.#writer, 'payouts', 'next_check_at <= ? order by next_check_at, id', [at]);
    return id === null ? null : this.findForUpdate(id);
  }
}

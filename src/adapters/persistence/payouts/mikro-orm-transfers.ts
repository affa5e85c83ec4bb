import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Transfers } from '#application/payouts/ports.ts';
import { Transfer } from '#domain/payouts/transfer.ts';
import type { SqlWriter } from '../sql-writer.ts';
import { claimNext } from './claim-next.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export class MikroOrmTransfers implements Transfers {
  readonly #em: EntityManager;
  readonly #writer: SqlWriter;

  constructor({ em, writer }: { em: EntityManager; writer: SqlWriter }) {
    this.#em = em;
    this.#writer = writer;
  }

  async add(transfer: Transfer): Promise<void> {
    this.#em.persist(transfer);
  }

  findForUpdate(id: string): Promise<Transfer | null> {
    return this.#em.findOne(Transfer, { id }, locked);
  }

  ofOrderForUpdate(orderId: string): Promise<Transfer[]> {
    return this.#em.find(Transfer, { orderId }, { ...locked, orderBy: { sequence: 'asc', id: 'asc' } });
  }

  async lockNextDue(at: Date): Promise<Transfer | null> {
    const due = "status in ('pending', 'failed') and next_retry_at <= ? and held_at is null order by next_retry_at, id";
    const id = await claimNext(this.#writer, 'transfers', due, [at]);
    return id === null ? null : this.findForUpdate(id);
  }

  async lockNextToReverse(at: Date): Promise<Transfer | null> {
    const due = "status = 'reversal_pending' and next_retry_at <= ? order by next_retry_at, id";
    const id = await claimNext(this.#writer, 'transfers', due, [at]);
    return id === null ? null : this.findForUpdate(id);
  }

  async wake(sellerId: string, at: Date): Promise<void> {
    // Whoever holds one of these rows is about to look at the account, which is locked here: no need to wait for them.
    const skip = this.#writer.dialect === 'postgres' ? 'for update skip locked' : '';
    await this.#writer.run(
      `update transfers set next_retry_at = ?, version = version + 1 where id in (
         select id from transfers where seller_id = ? and status = 'pending' and attempts = 0 and next_retry_at > ? ${skip})`,
      [at, sellerId, at],
    );
  }
}

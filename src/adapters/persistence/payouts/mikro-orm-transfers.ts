import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Transfers } from '#application/payouts/ports.ts';
import { Transfer } from '#domain/payouts/transfer.ts';
import type { SqlWriter } from '../sql-writer.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
/** `for update skip locked`; SQLite has a single writer and leaves it out. */
const unclaimed = { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE, orderBy: { nextRetryAt: 'asc', id: 'asc' } } as const;

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

  lockNextDue(at: Date): Promise<Transfer | null> {
    return this.#em.findOne(Transfer, { status: { $in: ['pending', 'failed'] }, nextRetryAt: { $lte: at }, heldAt: null }, unclaimed);
  }

  lockNextToReverse(at: Date): Promise<Transfer | null> {
    return this.#em.findOne(Transfer, { status: 'reversal_pending', nextRetryAt: { $lte: at } }, unclaimed);
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

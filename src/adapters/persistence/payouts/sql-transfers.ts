import type { Transfers } from '#application/payouts/ports.ts';
import type { Transfer } from '#domain/payouts/transfer.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import type { SqlWriter } from '../sql-writer.ts';
import { TransferMapping } from './transfer.mapping.ts';

type Deps = { ambient: AmbientTransaction; writer: SqlWriter };

export class SqlTransfers implements Transfers {
  readonly #transfers: EntityTable<Transfer>;
  readonly #writer: SqlWriter;

  constructor({ ambient, writer }: Deps) {
    this.#transfers = new EntityTable(ambient, TransferMapping);
    this.#writer = writer;
  }

  add(transfer: Transfer): Promise<void> {
    return this.#transfers.add(transfer);
  }

  findForUpdate(id: string): Promise<Transfer | null> {
    return this.#transfers.firstForUpdate('id = ?', [id]);
  }

  findByProviderIdForUpdate(provider: string, providerTransferId: string): Promise<Transfer | null> {
    return this.#transfers.firstForUpdate('provider = ? and provider_transfer_id = ?', [provider, providerTransferId]);
  }

  ofOrderForUpdate(orderId: string): Promise<Transfer[]> {
    return this.#transfers.allForUpdate('order_id = ? order by sequence, id', [orderId]);
  }

  lockNextDue(at: Date): Promise<Transfer | null> {
    const due = "status in ('pending', 'failed') and next_retry_at <= ? and held_at is null order by next_retry_at, id";
    return this.#transfers.claimFirst(due, [at]);
  }

  lockNextToReverse(at: Date): Promise<Transfer | null> {
    const due = "status = 'reversal_pending' and next_retry_at <= ? order by next_retry_at, id";
    return this.#transfers.claimFirst(due, [at]);
  }

  lockNextLost(before: Date): Promise<Transfer | null> {
    const lost = "status = 'permanently_failed' and completed_at is null and unresolved_since is not null and updated_at <= ?";
    return this.#transfers.claimFirst(`${lost} order by updated_at, id`, [before]);
  }

  lockNextWithLostReversal(before: Date): Promise<Transfer | null> {
    const lost = "select 1 from reversals where transfer_id = transfers.id and status = 'failed' and unresolved_since is not null";
    return this.#transfers.claimFirst(
      `status = 'permanently_failed' and provider_transfer_id <> '' and updated_at <= ? and exists (${lost}) order by updated_at, id`,
      [before],
    );
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

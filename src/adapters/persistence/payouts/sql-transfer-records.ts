import type { ReversalSnapshot, TransferDetail, TransferFilter, TransferRecords, TransferSnapshot } from '#application/payouts/ports.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import { reversalStatuses } from '#domain/payouts/reversal.ts';
import { transferStatuses } from '#domain/payouts/transfer.ts';
import { listNewestFirst } from '../list-newest-first.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readBigInt, readDate, readMember, readMoney, readNumber, readText } from '../sql-values.ts';

type Deps = { reader: SqlReader };
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LOST_ITS_ID = "completed_at is not null and provider is not null and (provider_transfer_id is null or provider_transfer_id = '')";

export class SqlTransferRecords implements TransferRecords {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  list(filter: TransferFilter, page: PageRequest): Promise<Page<TransferSnapshot>> {
    const filters = { seller_id: filter.sellerId, order_id: filter.orderId, status: filter.status };
    const conditions = filter.unresolved === undefined ? [] : [`unresolved_since is ${filter.unresolved ? 'not null' : 'null'}`];
    const listing = { from: 'transfers', columns: '*', sort: 'created_at', filters, conditions };
    return listNewestFirst(this.#deps.reader, listing, page, toTransfer);
  }

  async find(id: string): Promise<TransferDetail | null> {
    const { reader } = this.#deps;
    const row = await reader.first('select * from transfers where id = ?', [id]);
    if (!row) return null;
    const reversals = await reader.all('select * from reversals where transfer_id = ? order by created_at, id', [id]);
    return { ...toTransfer(row), reversals: reversals.map(toReversal) };
  }

  async withoutProviderId(after: string | null, limit: number): Promise<{ id: string; provider: string; transferGroup: string }[]> {
    const rows = await this.#deps.reader.all(
      `select id, provider, coalesce(transfer_group, cast(order_id as text)) as transfer_group from transfers
       where ${LOST_ITS_ID} and id > ?
       order by id limit ?`,
      [after ?? FIRST_ID, limit],
    );
    return rows.map((row) => ({
      id: readText(row, 'id'),
      provider: readText(row, 'provider'),
      transferGroup: readText(row, 'transfer_group'),
    }));
  }

  async countWithoutProviderId(): Promise<number> {
    const row = await this.#deps.reader.first(`select count(*) as lost from transfers where ${LOST_ITS_ID}`);
    return row ? readNumber(row, 'lost') : 0;
  }
}

function toTransfer(row: SqlRow): TransferSnapshot {
  return {
    id: readText(row, 'id'),
    orderId: readText(row, 'order_id'),
    sellerId: readText(row, 'seller_id'),
    sequence: readNumber(row, 'sequence'),
    amount: readMoney(row, 'amount'),
    status: readMember(transferStatuses, row, 'status'),
    withheld: readBigInt(row, 'withheld'),
    netted: readBigInt(row, 'netted'),
    sent: orNull(readBigInt, row, 'sent'),
    reversed: readBigInt(row, 'reversed'),
    provider: orNull(readText, row, 'provider'),
    accountId: orNull(readText, row, 'account_id'),
    providerTransferId: orNull(readText, row, 'provider_transfer_id'),
    attempts: readNumber(row, 'attempts'),
    nextRetryAt: orNull(readDate, row, 'next_retry_at'),
    unresolvedSince: orNull(readDate, row, 'unresolved_since'),
    lastError: orNull(readText, row, 'last_error'),
    heldAt: orNull(readDate, row, 'held_at'),
    createdAt: readDate(row, 'created_at'),
    completedAt: orNull(readDate, row, 'completed_at'),
  };
}

function toReversal(row: SqlRow): ReversalSnapshot {
  return {
    id: readText(row, 'id'),
    transferId: readText(row, 'transfer_id'),
    refundId: readText(row, 'refund_id'),
    amount: readMoney(row, 'amount'),
    status: readMember(reversalStatuses, row, 'status'),
    providerReversalId: orNull(readText, row, 'provider_reversal_id'),
    attempts: readNumber(row, 'attempts'),
    nextRetryAt: orNull(readDate, row, 'next_retry_at'),
    unresolvedSince: orNull(readDate, row, 'unresolved_since'),
    lastError: orNull(readText, row, 'last_error'),
    createdAt: readDate(row, 'created_at'),
    settledAt: orNull(readDate, row, 'settled_at'),
  };
}

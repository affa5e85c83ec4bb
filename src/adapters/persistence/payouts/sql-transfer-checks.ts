import type { SentTransfer, TransferChecks } from '#application/payouts/ports.ts';
import type { SqlReader } from '../sql-reader.ts';
import { readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

type Deps = { reader: SqlReader; writer: SqlWriter };

export class SqlTransferChecks implements TransferChecks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async sent(since: Date, limit: number): Promise<SentTransfer[]> {
    const rows = await this.#deps.reader.all(
      `select t.id, t.provider, t.provider_transfer_id from transfers t left join transfer_checks c on c.transfer_id = t.id
       where t.completed_at >= ? and t.provider_transfer_id <> '' and t.sent > t.reversed
       order by coalesce(c.checked_at, t.completed_at), t.id limit ?`,
      [since, limit],
    );
    return rows.map((row) => ({
      id: readText(row, 'id'),
      provider: readText(row, 'provider'),
      providerTransferId: readText(row, 'provider_transfer_id'),
    }));
  }

  async record(transferId: string, at: Date): Promise<void> {
    await this.#deps.writer.run(
      `insert into transfer_checks (transfer_id, checked_at, reversed_elsewhere) values (?, ?, 0)
       on conflict (transfer_id) do update set checked_at = excluded.checked_at`,
      [transferId, at],
    );
  }

  async recordReversedElsewhere(transferId: string, amount: bigint, at: Date): Promise<boolean> {
    const { changes } = await this.#deps.writer.run(
      `insert into transfer_checks (transfer_id, checked_at, reversed_elsewhere) values (?, ?, ?)
       on conflict (transfer_id) do update set checked_at = excluded.checked_at, reversed_elsewhere = excluded.reversed_elsewhere
       where transfer_checks.reversed_elsewhere <> excluded.reversed_elsewhere`,
      [transferId, at, amount],
    );
    return changes > 0;
  }
}

import type { PayoutGauges } from '#application/payouts/ports.ts';
import type { Clock } from '#application/shared/ports.ts';
import type { TransferStatus } from '#domain/payouts/transfer.ts';
import type { SqlReader } from '../sql-reader.ts';
import { orNull, readDate, readNumber } from '../sql-values.ts';

type Deps = { reader: SqlReader; clock: Clock };

export class SqlPayoutGauges implements PayoutGauges {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async transfersBy(status: TransferStatus): Promise<{ count: number; oldestAgeSeconds: number }> {
    const row = await this.#deps.reader.first('select count(*) as rows_found, min(created_at) as oldest from transfers where status = ?', [
      status,
    ]);
    return row
      ? { count: readNumber(row, 'rows_found'), oldestAgeSeconds: this.#age(orNull(readDate, row, 'oldest')) }
      : { count: 0, oldestAgeSeconds: 0 };
  }

  async reversalBacklogAgeSeconds(): Promise<number> {
    const row = await this.#deps.reader.first("select min(created_at) as oldest from reversals where status = 'pending'");
    return this.#age(row && orNull(readDate, row, 'oldest'));
  }

  async payoutsDue(): Promise<number> {
    const row = await this.#deps.reader.first(
      "select count(*) as rows_found from seller_accounts where status = 'active' and payouts_enabled and next_payout_at <= ?",
      [this.#deps.clock.now()],
    );
    return row ? readNumber(row, 'rows_found') : 0;
  }

  #age(since: Date | null): number {
    return since ? Math.max(0, (this.#deps.clock.now().getTime() - since.getTime()) / 1000) : 0;
  }
}

import type { PaidOrder, PaidOrderChecks } from '#application/marketplace/ports.ts';
import type { SqlReader } from '../sql-reader.ts';
import { readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

type Deps = { reader: SqlReader; writer: SqlWriter };

export class SqlPaidOrderChecks implements PaidOrderChecks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async longestUnchecked(placedSince: Date, limit: number): Promise<PaidOrder[]> {
    const rows = await this.#deps.reader.all(
      `select o.id, o.provider, o.payment_id from orders o left join paid_order_checks c on c.order_id = o.id
       where o.status not in ('pending', 'refund_pending') and o.payment_id is not null and o.created_at >= ?
       order by coalesce(c.checked_at, o.created_at), o.id limit ?`,
      [placedSince, limit],
    );
    return rows.map((row) => ({ id: readText(row, 'id'), provider: readText(row, 'provider'), paymentId: readText(row, 'payment_id') }));
  }

  async record(orderId: string, at: Date): Promise<void> {
    await this.#deps.writer.run(
      'insert into paid_order_checks (order_id, checked_at) values (?, ?) on conflict (order_id) do update set checked_at = excluded.checked_at',
      [orderId, at],
    );
  }
}

import type { SettledSales } from '#application/marketplace/ports.ts';
import type { SqlReader } from '../sql-reader.ts';
import { readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

const DUE = `
  select o.id from orders o left join order_checks c on c.order_id = o.id
  where o.status in ('completed', 'partially_refunded', 'refunded', 'failed', 'canceled') and o.payment_id is not null
    and o.created_at >= ? and (c.checked_at is null or c.checked_at <= ?)
  order by c.checked_at is not null, c.checked_at, o.created_at desc limit ?`;

const NOTE = `
  insert into order_checks (order_id, checked_at) values (?, ?)
  on conflict (order_id) do update set checked_at = excluded.checked_at`;

export class SqlSettledSales implements SettledSales {
  readonly #deps: { reader: SqlReader; writer: SqlWriter };

  constructor(deps: { reader: SqlReader; writer: SqlWriter }) {
    this.#deps = deps;
  }

  async due({ placedAfter, checkedBefore }: Parameters<SettledSales['due']>[0], limit: number): Promise<string[]> {
    return (await this.#deps.reader.all(DUE, [placedAfter, checkedBefore, limit])).map((row) => readText(row, 'id'));
  }

  async noteChecked(orderId: string, at: Date): Promise<void> {
    await this.#deps.writer.run(NOTE, [orderId, at]);
  }
}

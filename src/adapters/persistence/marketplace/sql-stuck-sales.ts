import type { StuckSales } from '#application/marketplace/ports.ts';
import type { SqlReader } from '../sql-reader.ts';
import { readText } from '../sql-values.ts';

type Deps = { reader: SqlReader };

export class SqlStuckSales implements StuckSales {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  orders(kind: 'with-payment' | 'without-payment', before: Date, limit: number): Promise<string[]> {
    const paid = kind === 'with-payment' ? 'is not null' : 'is null';
    return this.#ids(
      `select id from orders where status = 'pending' and payment_id ${paid} and created_at <= ? order by created_at, id limit ?`,
      before,
      limit,
    );
  }

  refunds(kind: 'with-provider-id' | 'without-provider-id', before: Date, limit: number): Promise<string[]> {
    const known = kind === 'with-provider-id' ? 'is not null' : 'is null';
    return this.#ids(
      `select id from refunds where status in ('pending', 'review', 'unresolved') and provider_refund_id ${known} and created_at <= ?
       order by created_at, id limit ?`,
      before,
      limit,
    );
  }

  async #ids(sql: string, before: Date, limit: number): Promise<string[]> {
    return (await this.#deps.reader.all(sql, [before, limit])).map((row) => readText(row, 'id'));
  }
}

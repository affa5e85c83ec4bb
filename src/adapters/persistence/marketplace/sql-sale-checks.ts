import type { OpenDispute, PaidOrder, SaleChecks } from '#application/marketplace/ports.ts';
import { disputeStatuses } from '#domain/marketplace/dispute.ts';
import type { SqlReader } from '../sql-reader.ts';
import { readDate, readMember, readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

type Deps = { reader: SqlReader; writer: SqlWriter };

export class SqlSaleChecks implements SaleChecks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async pendingOrders(kind: 'with-payment' | 'without-payment', before: Date, limit: number): Promise<string[]> {
    const paid = kind === 'with-payment' ? 'is not null' : 'is null';
    const rows = await this.#deps.reader.all(
      `select o.id from orders o left join order_checks c on c.order_id = o.id
       where o.status = 'pending' and o.payment_id ${paid} and o.created_at <= ?
       order by coalesce(c.checked_at, o.created_at), o.id limit ?`,
      [before, limit],
    );
    return rows.map((row) => readText(row, 'id'));
  }

  async openRefunds(kind: 'with-provider-id' | 'without-provider-id', before: Date, limit: number): Promise<string[]> {
    const known = kind === 'with-provider-id' ? 'is not null' : 'is null';
    const rows = await this.#deps.reader.all(
      `select r.id from refunds r left join refund_checks c on c.refund_id = r.id
       where r.status in ('pending', 'review', 'unresolved') and r.provider_refund_id ${known} and coalesce(r.not_before, r.created_at) <= ?
       order by coalesce(c.checked_at, r.created_at), r.id limit ?`,
      [before, limit],
    );
    return rows.map((row) => readText(row, 'id'));
  }

  async settledOrders(placedSince: Date, limit: number): Promise<PaidOrder[]> {
    const rows = await this.#deps.reader.all(
      `select o.id, o.provider, o.payment_id from orders o left join order_checks c on c.order_id = o.id
       where o.status <> 'pending' and o.payment_id is not null and o.created_at >= ?
       order by coalesce(c.checked_at, o.created_at), o.id limit ?`,
      [placedSince, limit],
    );
    return rows.map((row) => ({ id: readText(row, 'id'), provider: readText(row, 'provider'), paymentId: readText(row, 'payment_id') }));
  }

  async openDisputes(limit: number): Promise<OpenDispute[]> {
    const rows = await this.#deps.reader.all(
      `select d.id, d.order_id, d.provider, d.provider_dispute_id, d.status, d.opened_at
       from disputes d left join dispute_checks c on c.dispute_id = d.id
       where d.status in ('evidence_due', 'under_review')
       order by coalesce(c.checked_at, d.opened_at), d.id limit ?`,
      [limit],
    );
    return rows.map((row) => ({
      id: readText(row, 'id'),
      orderId: readText(row, 'order_id'),
      provider: readText(row, 'provider'),
      providerDisputeId: readText(row, 'provider_dispute_id'),
      status: readMember(disputeStatuses, row, 'status'),
      openedAt: readDate(row, 'opened_at'),
    }));
  }

  async recordOrder(orderId: string, at: Date): Promise<void> {
    await this.#deps.writer.run(
      'insert into order_checks (order_id, checked_at) values (?, ?) on conflict (order_id) do update set checked_at = excluded.checked_at',
      [orderId, at],
    );
  }

  async recordRefund(refundId: string, at: Date): Promise<void> {
    await this.#deps.writer.run(
      'insert into refund_checks (refund_id, checked_at) values (?, ?) on conflict (refund_id) do update set checked_at = excluded.checked_at',
      [refundId, at],
    );
  }

  async recordDispute(disputeId: string, at: Date): Promise<void> {
    await this.#deps.writer.run(
      'insert into dispute_checks (dispute_id, checked_at) values (?, ?) on conflict (dispute_id) do update set checked_at = excluded.checked_at',
      [disputeId, at],
    );
  }
}

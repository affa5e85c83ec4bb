import type { OrderStories, OrderStory } from '#application/operations/ports.ts';
import type { JobInspection } from '#application/shared/jobs.ts';
import { decodeItems } from '../marketplace/order-lines.type.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readDate, readText } from '../sql-values.ts';
import { toDelivery, toDispute, toLicence, toMail, toOrder, toPostings, toRefund, toReversal, toTransfer } from './order-story-rows.ts';

type Deps = { reader: SqlReader; jobs: JobInspection };

const MOST_DELIVERIES = 200;

export class SqlOrderStories implements OrderStories {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async find(orderId: string): Promise<OrderStory | null> {
    const { reader, jobs } = this.#deps;
    const row = await reader.first('select o.*, u.username from orders o left join users u on u.id = o.buyer_id where o.id = ?', [orderId]);
    if (!row) return null;
    const of = (table: string, sort = 'created_at') =>
      reader.all(`select * from ${table} where order_id = ? order by ${sort}, id`, [orderId]);
    const [refunds, disputes, transfers] = [await of('refunds'), await of('disputes', 'opened_at'), await of('transfers')];
    const postings = await reader.all(
      `select t.id, t.kind, t.subject_id, t.posted_at, e.account, e.amount, e.currency
       from ledger_transactions t join ledger_entries e on e.transaction_id = t.id where t.order_id = ? order by t.posted_at, t.id, e.line`,
      [orderId],
    );
    const mails = await reader.all(
      "select id, new_values, happened_at from audit_log where subject = ? and action = 'mail.sent' order by id",
      [`order:${orderId}`],
    );
    const named = [
      ...[orderId, orNull(readText, row, 'payment_id')],
      ...refunds.flatMap((refund) => [readText(refund, 'id'), orNull(readText, refund, 'provider_refund_id')]),
      ...disputes.map((dispute) => readText(dispute, 'provider_dispute_id')),
      ...transfers.map((transfer) => orNull(readText, transfer, 'provider_transfer_id')),
    ];
    return {
      order: toOrder(row, decodeItems(JSON.parse(readText(row, 'items')))),
      licences: (await of('licences', 'issued_at')).map(toLicence),
      refunds: refunds.map(toRefund),
      disputes: disputes.map(toDispute),
      transfers: transfers.map(toTransfer),
      reversals: (await of('reversals')).map(toReversal),
      postings: toPostings(postings),
      deliveries: (await this.#deliveriesThatName(named, readDate(row, 'created_at'))).map(toDelivery),
      mails: mails.map(toMail),
      jobs: await jobs.mentioning(orderId),
    };
  }

  /** A delivery belongs to the order when its body names it, its payment, or what became of that. */
  #deliveriesThatName(ids: readonly (string | null)[], since: Date): Promise<SqlRow[]> {
    const needles = ids.filter((id) => id !== null && id !== '').map((id) => `%${String(id).replaceAll(/[!%_]/g, '!$&')}%`);
    return this.#deps.reader.all(
      `select id, provider, event_type, result, signature_valid, received_at from webhook_deliveries
       where received_at >= ? and (${needles.map(() => "payload like ? escape '!'").join(' or ')}) order by received_at, id limit ?`,
      [since, ...needles, MOST_DELIVERIES],
    );
  }
}

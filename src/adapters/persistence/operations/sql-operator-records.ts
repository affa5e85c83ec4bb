import type { MotionLine, OperatorRecords, PayoutRecord, WebhookCounts } from '#application/operations/ports.ts';
import { motionSubjects } from '#application/operations/ports.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import { listNewestFirst } from '../list-newest-first.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readBigInt, readDate, readMember, readMoney, readNumber, readText } from '../sql-values.ts';

type Deps = { reader: SqlReader };

const grouped = (table: string, { state = 'status', amount = 'amount', since = 'created_at' } = {}) =>
  `select '${table}' as subject, ${state} as state, ${amount}_currency as currency, count(*) as rows_found,
     cast(sum(${amount}_amount) as text) as total, min(${since}) as oldest
   from ${table} group by ${state}, ${amount}_currency`;

/** A share that nobody has tried to send waits for the seller's account, however long that takes. */
const TRANSFER_STATE = "case when status = 'pending' and attempts = 0 then 'waiting' else status end";
const ORDER_SINCE = "case when status = 'refund_pending' then updated_at else created_at end";

const MOTION = [
  grouped('orders', { amount: 'total', since: ORDER_SINCE }),
  grouped('refunds'),
  grouped('transfers', { state: TRANSFER_STATE }),
  grouped('reversals'),
  grouped('payouts'),
  grouped('disputes', { since: 'opened_at' }),
].join(' union all ');

const counted = (condition: string, name: string) => `coalesce(sum(case when ${condition} then 1 else 0 end), 0) as ${name}`;

export class SqlOperatorRecords implements OperatorRecords {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async moneyInMotion(): Promise<MotionLine[]> {
    return (await this.#deps.reader.all(MOTION)).map((row) => ({
      subject: readMember(motionSubjects, row, 'subject'),
      state: readText(row, 'state'),
      currency: readText(row, 'currency'),
      count: readNumber(row, 'rows_found'),
      sum: readBigInt(row, 'total'),
      oldestAt: readDate(row, 'oldest'),
    }));
  }

  async webhooksSince(since: Date): Promise<WebhookCounts> {
    const row = await this.#deps.reader.first(
      `select count(*) as received, ${counted("result like 'error%'", 'failed')}, ${counted("result like 'quarantined%'", 'quarantined')},
         ${counted('signature_valid = false', 'forged')}
       from webhook_deliveries where received_at >= ?`,
      [since],
    );
    const count = (name: keyof WebhookCounts) => (row ? readNumber(row, name) : 0);
    return { received: count('received'), failed: count('failed'), quarantined: count('quarantined'), forged: count('forged') };
  }

  payouts(filter: { status?: string | undefined }, page: PageRequest): Promise<Page<PayoutRecord>> {
    const listing = { from: 'payouts', columns: '*', sort: 'created_at', filters: { status: filter.status } };
    return listNewestFirst(this.#deps.reader, listing, page, toPayout);
  }
}

function toPayout(row: SqlRow): PayoutRecord {
  return {
    id: readText(row, 'id'),
    sellerId: readText(row, 'seller_id'),
    provider: readText(row, 'provider'),
    amount: readMoney(row, 'amount'),
    origin: readText(row, 'origin'),
    status: readText(row, 'status'),
    providerPayoutId: orNull(readText, row, 'provider_payout_id'),
    attempts: readNumber(row, 'attempts'),
    failure: orNull(readText, row, 'failure_message') ?? orNull(readText, row, 'failure_code'),
    unresolvedSince: orNull(readDate, row, 'unresolved_since'),
    createdAt: readDate(row, 'created_at'),
    sentAt: orNull(readDate, row, 'sent_at'),
    paidAt: orNull(readDate, row, 'paid_at'),
    failedAt: orNull(readDate, row, 'failed_at'),
  };
}

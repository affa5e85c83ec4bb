import type { PayoutSnapshot, SellerBalance, SellerRecords, StatementLine } from '#application/payouts/ports.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { type PayoutStatus, payoutOrigins, payoutStatuses } from '#domain/payouts/payout.ts';
import { balanceOf } from '#domain/payouts/seller-funds.ts';
import { Money } from '#domain/shared/money.ts';
import { listNewestFirst } from '../list-newest-first.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readBigInt, readDate, readMember, readMoney, readText } from '../sql-values.ts';
import { SELLER_FUNDS, sellerFundsParameters, toSellerFunds } from './seller-funds-sql.ts';

type Deps = { reader: SqlReader };

/** Each transaction once, with what it changed in the two accounts of one seller. */
const STATEMENT = `(select t.id, t.kind, t.subject_id, t.order_id, t.posted_at, e.currency,
    cast(sum(case when e.account = ? then -e.amount else 0 end) as bigint) as pending,
    cast(sum(case when e.account = ? then -e.amount else 0 end) as bigint) as available
  from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
  where e.account in (?, ?) group by t.id, t.kind, t.subject_id, t.order_id, t.posted_at, e.currency) as statement`;

export class SqlSellerRecords implements SellerRecords {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async balances(sellerId: string): Promise<SellerBalance[]> {
    const { reader } = this.#deps;
    const moved = await reader.all(
      `select e.currency from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where e.account in (?, ?) group by e.currency order by max(t.posted_at) desc, e.currency`,
      [accounts.payable(sellerId), accounts.connect(sellerId)],
    );
    const balances: SellerBalance[] = [];
    for (const row of moved) {
      const currency = readText(row, 'currency');
      const funds = await reader.first(SELLER_FUNDS, sellerFundsParameters(sellerId, currency));
      if (funds) balances.push(toBalance(funds, currency));
    }
    return balances;
  }

  payouts(filter: { sellerId: string; status?: PayoutStatus | undefined }, page: PageRequest): Promise<Page<PayoutSnapshot>> {
    const filters = { seller_id: filter.sellerId, status: filter.status };
    return listNewestFirst(this.#deps.reader, { from: 'payouts', columns: '*', sort: 'created_at', filters }, page, toPayout);
  }

  statement(sellerId: string, page: PageRequest): Promise<Page<StatementLine>> {
    const [payable, connect] = [accounts.payable(sellerId), accounts.connect(sellerId)];
    const values = [payable, connect, payable, connect];
    const listing = { from: STATEMENT, columns: '*', sort: 'posted_at', filters: {}, values };
    return listNewestFirst(this.#deps.reader, listing, page, toLine);
  }
}

function toBalance(row: SqlRow, currency: string): SellerBalance {
  const { pending, available, debt, held } = balanceOf(toSellerFunds(row));
  const money = (amount: bigint) => Money.of(amount, currency);
  return { currency, pending: money(pending), available: money(available), debt: money(debt), held: money(held) };
}

function toPayout(row: SqlRow): PayoutSnapshot {
  return {
    id: readText(row, 'id'),
    sellerId: readText(row, 'seller_id'),
    provider: readText(row, 'provider'),
    amount: readMoney(row, 'amount'),
    origin: readMember(payoutOrigins, row, 'origin'),
    status: readMember(payoutStatuses, row, 'status'),
    providerPayoutId: orNull(readText, row, 'provider_payout_id'),
    failureCode: orNull(readText, row, 'failure_code'),
    failureMessage: orNull(readText, row, 'failure_message'),
    unresolvedSince: orNull(readDate, row, 'unresolved_since'),
    createdAt: readDate(row, 'created_at'),
    sentAt: orNull(readDate, row, 'sent_at'),
    paidAt: orNull(readDate, row, 'paid_at'),
    failedAt: orNull(readDate, row, 'failed_at'),
  };
}

function toLine(row: SqlRow): StatementLine {
  return {
    id: readText(row, 'id'),
    kind: readText(row, 'kind'),
    subjectId: readText(row, 'subject_id'),
    orderId: orNull(readText, row, 'order_id'),
    currency: readText(row, 'currency'),
    pending: readBigInt(row, 'pending'),
    available: readBigInt(row, 'available'),
    postedAt: readDate(row, 'posted_at'),
  };
}

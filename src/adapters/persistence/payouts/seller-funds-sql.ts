import { accounts } from '#domain/ledger/ledger-transaction.ts';
import type { SellerFunds } from '#domain/payouts/seller-funds.ts';
import type { SqlRow, SqlValue } from '../sql-statement.ts';
import { readBigInt } from '../sql-values.ts';

const owedIn = `coalesce((select -balance from ledger_balances where account = ? and currency = ?), 0)`;

/**
 * Everything of `SellerFunds` in one statement, and so as of one moment: a transfer that is settled meanwhile is either in
 * flight or in the books, never both and never neither. Each part is read through an index that holds little else: a seller
 * may have a million transfers behind them. (SQLite goes through a CROSS JOIN in the order in which it is written.)
 */
export const SELLER_FUNDS = `select
  ${owedIn} as payable,
  ${owedIn} as connect,
  (select cast(coalesce(sum(amount_amount - withheld - netted), 0) as bigint) from transfers where seller_id = ? and amount_currency = ?
     and sent is not null and completed_at is null and status in ('pending', 'failed', 'permanently_failed')) as in_flight,
  (select cast(coalesce(sum(amount_amount - withheld), 0) as bigint) from transfers where seller_id = ? and amount_currency = ?
     and sent is null and status = 'pending' and held_at is not null) as contested,
  (select cast(coalesce(sum(amount_amount), 0) as bigint) from reversals where seller_id = ? and amount_currency = ?
     and status = 'pending' and relied_on) as returning_amount,
  (select cast(coalesce(sum(amount_amount), 0) as bigint) from payouts where seller_id = ? and amount_currency = ?
     and status in ('pending', 'unresolved')) as leaving,
  (select cast(coalesce(sum(sent - reversed), 0) as bigint) from transfers where seller_id = ? and amount_currency = ?
     and completed_at is not null and held_at is not null) as disputed,
  (select cast(coalesce(sum(transfers.sent - transfers.reversed), 0) as bigint) from orders cross join transfers
     where orders.status = 'refund_pending' and transfers.order_id = orders.id and transfers.seller_id = ?
     and transfers.amount_currency = ? and transfers.completed_at is not null and transfers.held_at is null) as refunding`;

export function sellerFundsParameters(sellerId: string, currency: string): SqlValue[] {
  const own = [sellerId, currency];
  return [accounts.payable(sellerId), currency, accounts.connect(sellerId), currency, ...own, ...own, ...own, ...own, ...own, ...own];
}

export function toSellerFunds(row: SqlRow): SellerFunds {
  return {
    payable: readBigInt(row, 'payable'),
    connect: readBigInt(row, 'connect'),
    inFlight: readBigInt(row, 'in_flight'),
    contested: readBigInt(row, 'contested'),
    returning: readBigInt(row, 'returning_amount'),
    leaving: readBigInt(row, 'leaving'),
    held: readBigInt(row, 'disputed') + readBigInt(row, 'refunding'),
  };
}

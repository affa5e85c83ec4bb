/**
 * One figure for each row of its query: `value`, and a column for each label. With `since`, the value is a time, and the
 * figure its age in seconds. `at` names the moments that the query asks for, in the order of its parameters.
 */
export type MoneyGauge = {
  name: string;
  help: string;
  labels?: readonly 'state'[] | readonly 'provider'[] | readonly 'currency'[];
  sql: string;
  at?: readonly GaugeMoment[];
  since?: true;
};
export type GaugeMoment = 'orderStuckBefore' | 'refundStuckBefore' | 'refundOrphanBefore' | 'now';

const OPEN_REFUND = "status in ('pending', 'review', 'unresolved')";

/** What an operator has to see of the money. Each is explained, with what to do, in docs/operations.md. */
export const moneyGauges: readonly MoneyGauge[] = [
  {
    name: 'orders_stuck',
    help: 'Pending orders that wait longer than RECONCILE_ORDER_STUCK_AFTER.',
    sql: "select count(*) as value from orders where status = 'pending' and created_at <= ?",
    at: ['orderStuckBefore'],
  },
  {
    name: 'orders_oldest_pending_age_seconds',
    help: 'How long the longest waiting order waits for its payment; 0 when none does.',
    since: true,
    sql: "select min(created_at) as value from orders where status = 'pending'",
  },
  {
    name: 'orders_in_state',
    help: 'Orders by state.',
    labels: ['state'],
    sql: 'select status as state, count(*) as value from orders group by status',
  },
  {
    name: 'refunds_stuck',
    help: 'Open refunds that the provider knows and that wait longer than RECONCILE_REFUND_STUCK_AFTER.',
    sql: `select count(*) as value from refunds where ${OPEN_REFUND} and provider_refund_id is not null and created_at <= ?`,
    at: ['refundStuckBefore'],
  },
  {
    name: 'refunds_orphaned',
    help: 'Open refunds without an id of the provider for longer than RECONCILE_REFUND_ORPHAN_AFTER.',
    sql: `select count(*) as value from refunds where ${OPEN_REFUND} and provider_refund_id is null and created_at <= ?`,
    at: ['refundOrphanBefore'],
  },
  {
    name: 'refunds_in_state',
    help: 'Refunds by state.',
    labels: ['state'],
    sql: 'select status as state, count(*) as value from refunds group by status',
  },
  {
    name: 'transfers_in_state',
    help: 'Seller transfers by state.',
    labels: ['state'],
    sql: 'select status as state, count(*) as value from transfers group by status',
  },
  {
    name: 'transfers_oldest_age_seconds',
    help: 'How long the longest waiting transfer of each unfinished state waits.',
    labels: ['state'],
    since: true,
    sql: "select status as state, min(created_at) as value from transfers where status in ('pending', 'failed', 'reversal_pending') group by status",
  },
  {
    name: 'reversals_backlog_age_seconds',
    help: 'How long the longest waiting reversal waits; 0 when none does.',
    since: true,
    sql: "select min(created_at) as value from reversals where status = 'pending'",
  },
  {
    name: 'payouts_in_state',
    help: 'Payouts by state.',
    labels: ['state'],
    sql: 'select status as state, count(*) as value from payouts group by status',
  },
  {
    name: 'payouts_oldest_age_seconds',
    help: 'How long the longest waiting payout of each unfinished state waits.',
    labels: ['state'],
    since: true,
    sql: "select status as state, min(created_at) as value from payouts where status in ('pending', 'unresolved', 'in_transit') group by status",
  },
  {
    name: 'payouts_due',
    help: 'Sellers whose payout is due.',
    sql: "select count(*) as value from seller_accounts where status = 'active' and payouts_enabled = true and next_payout_at <= ?",
    at: ['now'],
  },
  {
    name: 'webhooks_unfinished',
    help: 'Signed deliveries that have not been processed yet, by provider.',
    labels: ['provider'],
    sql: 'select provider, count(*) as value from webhook_deliveries where signature_valid = true and processed_at is null group by provider',
  },
  {
    name: 'webhooks_quarantined',
    help: 'Deliveries whose facts contradict our books, by provider.',
    labels: ['provider'],
    sql: "select provider, count(*) as value from webhook_deliveries where result like 'quarantined%' group by provider",
  },
  {
    name: 'ledger_imbalance',
    help: 'Debits less credits over all accounts, in minor units: must be 0.',
    labels: ['currency'],
    // XXX is no currency: books without an entry balance, too, and an alarm needs a series.
    sql: `select currency, cast(sum(amount) as text) as value from ledger_entries group by currency
      union all select 'XXX', '0' where not exists (select 1 from ledger_entries)`,
  },
  {
    name: 'disputes_open',
    help: 'Disputes that have not been decided.',
    sql: "select count(*) as value from disputes where status in ('evidence_due', 'under_review')",
  },
];

/** The amount that a kind of transaction moved at the provider, for the row that it happened to. */
const moved = (kind: string, subject: string, account: string) =>
  `(select coalesce(sum(e.amount), 0) from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where t.kind = '${kind}' and t.subject_id = ${subject} and e.account like '${account}')`;

const text = (expression: string) => `cast(${expression} as text)`;

/** Each query answers what is out of place, as `subject` and `detail`. Written in what SQLite and PostgreSQL share. */
export const ledgerChecks: readonly { check: string; sql: string }[] = [
  {
    check: 'every transaction balances in each currency',
    sql: `select ${text('transaction_id')} as subject, currency || ' is out by ' || ${text('sum(amount)')} as detail
      from ledger_entries group by transaction_id, currency having sum(amount) <> 0`,
  },
  {
    check: 'all accounts together balance',
    sql: `select currency as subject, 'out by ' || ${text('sum(amount)')} as detail from ledger_entries group by currency having sum(amount) <> 0`,
  },
  {
    check: 'every entry belongs to a transaction',
    sql: `select ${text('e.transaction_id')} as subject, 'an entry without a transaction' as detail from ledger_entries e
      left join ledger_transactions t on t.id = e.transaction_id where t.id is null`,
  },
  {
    check: 'every kept balance is the sum of its entries',
    sql: `select e.account as subject, e.currency || ' kept ' || ${text('coalesce(max(b.balance), 0)')} || ', entries ' || ${text('sum(e.amount)')} as detail
      from ledger_entries e left join ledger_balances b on b.account = e.account and b.currency = e.currency
      where e.account like 'seller:%' group by e.account, e.currency having coalesce(max(b.balance), 0) <> sum(e.amount)`,
  },
  {
    check: 'every paid order is in the books with its total',
    sql: `select ${text('o.id')} as subject, 'sold for ' || ${text('o.total_amount')} || ', in the books ' || ${text(moved('sale', 'o.id', 'psp:%'))} as detail
      from orders o where o.completed_at is not null and o.provider is not null and o.total_amount <> ${moved('sale', 'o.id', 'psp:%')}`,
  },
  {
    check: 'no unpaid order is in the books',
    sql: `select ${text('o.id')} as subject, 'booked as sold but ' || o.status as detail from orders o
      join ledger_transactions t on t.kind = 'sale' and t.subject_id = o.id where o.completed_at is null`,
  },
  {
    check: 'every refund is in the books with its amount',
    sql: `select ${text('r.id')} as subject, 'refunded ' || ${text('r.amount_amount')} || ', in the books ' || ${text(moved('refund', 'r.id', 'psp:%'))} as detail
      from refunds r where r.succeeded_at is not null and r.amount_amount <> -${moved('refund', 'r.id', 'psp:%')}`,
  },
  {
    check: 'every refund that failed after it succeeded is undone in the books',
    sql: `select ${text('r.id')} as subject, 'failed, but the books still have it' as detail
      from refunds r where r.succeeded_at is not null and r.status = 'failed' and r.amount_amount <> ${moved('refund_undone', 'r.id', 'psp:%')}`,
  },
  {
    check: 'no unconfirmed refund is in the books',
    sql: `select ${text('r.id')} as subject, 'booked but ' || r.status as detail from refunds r
      join ledger_transactions t on t.kind = 'refund' and t.subject_id = r.id where r.succeeded_at is null`,
  },
  {
    check: 'no more is refunded than was paid',
    sql: `select ${text('o.id')} as subject, 'paid ' || ${text('o.total_amount')} || ', refunded ' || ${text('sum(r.amount_amount)')} as detail
      from orders o join refunds r on r.order_id = o.id where r.status = 'succeeded'
      group by o.id, o.total_amount having sum(r.amount_amount) > o.total_amount`,
  },
  {
    check: 'every transfer that arrived is in the books with what was sent',
    sql: `select ${text('s.id')} as subject, 'sent ' || ${text('s.sent')} || ', in the books ' || ${text(moved('transfer', 's.id', 'seller:%:payable'))} as detail
      from transfers s where s.completed_at is not null and s.sent <> ${moved('transfer', 's.id', 'seller:%:payable')}`,
  },
  {
    check: 'every reversal that was made is in the books with its amount',
    sql: `select ${text('r.id')} as subject, 'taken back ' || ${text('r.amount_amount')} || ', in the books ' || ${text(moved('reversal', 'r.id', 'seller:%:connect'))} as detail
      from reversals r where r.status = 'succeeded' and r.amount_amount <> ${moved('reversal', 'r.id', 'seller:%:connect')}`,
  },
  {
    check: 'no more of a transfer is taken back than its reversals took',
    sql: `select ${text('t.id')} as subject, 'reversed ' || ${text('t.reversed')} || ', reversals ' || ${text("coalesce(sum(case when r.status = 'succeeded' then r.amount_amount end), 0)")} as detail
      from transfers t left join reversals r on r.transfer_id = t.id group by t.id, t.reversed
      having t.reversed <> coalesce(sum(case when r.status = 'succeeded' then r.amount_amount end), 0)`,
  },
  {
    check: 'every payout that was sent is in the books with its amount',
    sql: `select ${text('p.id')} as subject, 'paid out ' || ${text('p.amount_amount')} || ', in the books ' || ${text(moved('payout', 'p.id', 'seller:%:connect'))} as detail
      from payouts p where p.sent_at is not null and p.amount_amount <> ${moved('payout', 'p.id', 'seller:%:connect')}`,
  },
  {
    check: 'every payout that came back is returned in the books',
    sql: `select ${text('p.id')} as subject, 'came back, but the books still have it' as detail
      from payouts p where p.sent_at is not null and p.status = 'failed' and p.amount_amount <> -${moved('payout_returned', 'p.id', 'seller:%:connect')}`,
  },
  {
    check: 'nothing is in the books that was not sent',
    sql: `select ${text('t.subject_id')} as subject, t.kind || ' of nothing that was sent' as detail from ledger_transactions t
      where (t.kind = 'transfer' and not exists (select 1 from transfers x where x.id = t.subject_id and x.completed_at is not null))
        or (t.kind = 'reversal' and not exists (select 1 from reversals x where x.id = t.subject_id and x.status = 'succeeded'))
        or (t.kind in ('payout', 'payout_returned') and not exists (select 1 from payouts x where x.id = t.subject_id and x.sent_at is not null))`,
  },
  {
    check: 'no more is paid out of a connected account than was sent to it',
    sql: `select e.account as subject, e.currency || ' ' || ${text('-sum(e.amount)')} as detail
      from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where e.account like 'seller:%:connect' and t.kind <> 'reversal' group by e.account, e.currency having sum(e.amount) > 0`,
  },
];

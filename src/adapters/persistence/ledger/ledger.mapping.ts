import { defineEntity, p } from '@mikro-orm/core';
import { ledgerKinds } from '#domain/ledger/ledger-transaction.ts';
import { MinorUnits } from '../minor-units.type.ts';
import { refusingTrigger } from '../refusing-trigger.ts';

type Dialect = 'sqlite' | 'postgres';

const SEALED = 'select 1 from ledger_transactions where id = new.transaction_id';
const UNBALANCED = 'select 1 from ledger_entries where transaction_id = new.id group by currency having sum(amount) <> 0';
const EMPTY = 'select 1 where not exists (select 1 from ledger_entries where transaction_id = new.id)';

/** Keeps the balance of every seller's account in step: what is asked for at each transfer is not added up anew. */
function totalling(dialect: Dialect) {
  const upsert = `insert into ledger_balances (account, currency, balance) select new.account, new.currency, new.amount
    where new.account like 'seller:%'
    on conflict (account, currency) do update set balance = ledger_balances.balance + excluded.balance;`;
  const body = dialect === 'sqlite' ? upsert : `${upsert} return null;`;
  return { name: 'ledger_entries_totalled', timing: 'after' as const, events: ['insert' as const], body };
}

/**
 * The database keeps the books itself: entries come first, inserting their transaction seals them, and one that does not
 * balance, is empty, or is ever changed is refused. Written by `SqlLedger` alone; mapped so that the schema has one source.
 */
export function ledgerMappings(dialect: Dialect) {
  const transactions = defineEntity({
    name: 'LedgerTransactionRow',
    tableName: 'ledger_transactions',
    uniques: [{ properties: ['kind', 'subjectId'] }],
    triggers: [
      refusingTrigger(dialect, 'ledger_transactions_append_only', ['update', 'delete'], 'the ledger only grows'),
      refusingTrigger(dialect, 'ledger_transactions_balanced', ['insert'], 'a ledger transaction must balance', UNBALANCED),
      refusingTrigger(dialect, 'ledger_transactions_not_empty', ['insert'], 'a ledger transaction must have entries', EMPTY),
    ],
    properties: {
      id: p.uuid().primary(),
      kind: p.enum(ledgerKinds),
      subjectId: p.uuid(),
      orderId: p.uuid().nullable().index(),
      postedAt: p.datetime(3).index(),
    },
  });
  const entries = defineEntity({
    name: 'LedgerEntryRow',
    tableName: 'ledger_entries',
    indexes: [{ properties: ['account', 'currency', 'transactionId'] }],
    triggers: [
      refusingTrigger(dialect, 'ledger_entries_append_only', ['update', 'delete'], 'the ledger only grows'),
      refusingTrigger(dialect, 'ledger_entries_sealed', ['insert'], 'a ledger transaction is sealed', SEALED),
      totalling(dialect),
    ],
    properties: {
      transactionId: () => p.manyToOne(transactions).mapToPk().primary().joinColumn('transaction_id').index(false).deferMode('deferred'),
      line: p.integer().primary(),
      account: p.string().length(120),
      amount: p.type(new MinorUnits()),
      currency: p.string().length(3),
    },
  });
  const balances = defineEntity({
    name: 'LedgerBalanceRow',
    tableName: 'ledger_balances',
    properties: {
      account: p.string().length(120).primary(),
      currency: p.string().length(3).primary(),
      balance: p.type(new MinorUnits()),
    },
  });
  return [transactions, entries, balances];
}

import { defineEntity, p } from '@mikro-orm/core';
import { ledgerKinds } from '#domain/ledger/ledger-transaction.ts';
import { MinorUnits } from '../minor-units.type.ts';

/** Written by `SqlLedger` alone; mapped so that the schema has one source. */
export const LedgerTransactionMapping = defineEntity({
  name: 'LedgerTransactionRow',
  tableName: 'ledger_transactions',
  uniques: [{ properties: ['kind', 'subjectId'] }],
  properties: {
    id: p.uuid().primary(),
    kind: p.enum(ledgerKinds),
    subjectId: p.uuid(),
    orderId: p.uuid().nullable().index(),
    postedAt: p.datetime(3).index(),
  },
});

export const LedgerEntryMapping = defineEntity({
  name: 'LedgerEntryRow',
  tableName: 'ledger_entries',
  indexes: [{ properties: ['account', 'currency', 'transactionId'] }],
  properties: {
    transactionId: () => p.manyToOne(LedgerTransactionMapping).mapToPk().primary().joinColumn('transaction_id').deferMode('deferred'),
    line: p.integer().primary(),
    account: p.string().length(120),
    amount: p.type(new MinorUnits()),
    currency: p.string().length(3),
  },
});

import type { LedgerTransaction } from '#domain/ledger/ledger-transaction.ts';

/** Append-only books. Everything here belongs to the ambient unit of work. */
export abstract class Ledger {
  /** Posts once for each kind and subject: a second posting fails the unit of work. A transaction without entries is not kept. */
  abstract post(transaction: LedgerTransaction): Promise<void>;
}

/** What the audit found out of place; an empty list means that every cent is where it belongs. */
export type LedgerFault = { check: string; subject: string; detail: string };
export type LedgerAuditReport = { checkedTransactions: number; checkedEntries: number; balances: AccountTotal[]; faults: LedgerFault[] };
export type AccountTotal = { account: string; currency: string; balance: bigint };

export abstract class LedgerBooks {
  /** Recomputes everything from the entries and compares it with the orders, refunds, transfers and payouts. */
  abstract audit(): Promise<LedgerAuditReport>;
  abstract balances(): Promise<AccountTotal[]>;
}

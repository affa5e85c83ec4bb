import type { Ledger } from '#application/ledger/ports.ts';
import type { LedgerTransaction } from '#domain/ledger/ledger-transaction.ts';
import type { SqlWriter } from '../sql-writer.ts';

type Deps = { writer: SqlWriter };

/** In the order of accounts, so that two postings never wait for each other. Entries go first: inserting their transaction seals them, and the database refuses one that does not balance. */
export class SqlLedger implements Ledger {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async post(transaction: LedgerTransaction): Promise<void> {
    const { id, kind, subjectId, orderId, postedAt } = transaction;
    const entries = transaction.entries.toSorted((a, b) => (a.account < b.account ? -1 : 1));
    if (entries.length === 0) return;
    await this.#deps.writer.run(
      `insert into ledger_entries (transaction_id, line, account, amount, currency) values ${entries.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
      entries.flatMap((entry, line) => [id, line + 1, entry.account, entry.amount, entry.currency]),
    );
    await this.#deps.writer.run('insert into ledger_transactions (id, kind, subject_id, order_id, posted_at) values (?, ?, ?, ?, ?)', [
      id,
      kind,
      subjectId,
      orderId,
      postedAt,
    ]);
  }
}

import type { Ledger } from '#application/ledger/ports.ts';
import type { LedgerTransaction } from '#domain/ledger/ledger-transaction.ts';
import { readBigInt } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

type Deps = { writer: SqlWriter };

/** Entries go first: inserting their transaction seals them, and the database refuses one that does not balance. */
export class SqlLedger implements Ledger {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async post(transaction: LedgerTransaction): Promise<void> {
    const { id, kind, subjectId, orderId, postedAt, entries } = transaction;
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

  async balance(account: string, currency: string): Promise<bigint> {
    const { rows } = await this.#deps.writer.run(
      'select cast(coalesce(sum(amount), 0) as bigint) as balance from ledger_entries where account = ? and currency = ?',
      [account, currency],
    );
    return rows[0] ? readBigInt(rows[0], 'balance') : 0n;
  }
}

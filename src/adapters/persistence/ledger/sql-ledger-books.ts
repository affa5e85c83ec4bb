import type { AccountTotal, LedgerAuditReport, LedgerBooks, LedgerFault } from '#application/ledger/ports.ts';
import type { SqlReader } from '../sql-reader.ts';
import { readBigInt, readNumber, readText } from '../sql-values.ts';
import { ledgerChecks } from './ledger-checks.ts';

type Deps = { reader: SqlReader };

export class SqlLedgerBooks implements LedgerBooks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async audit(): Promise<LedgerAuditReport> {
    const { reader } = this.#deps;
    const faults: LedgerFault[] = [];
    for (const { check, sql } of ledgerChecks) {
      for (const row of await reader.all(sql)) faults.push({ check, subject: readText(row, 'subject'), detail: readText(row, 'detail') });
    }
    const counts = await reader.first(
      'select (select count(*) from ledger_transactions) as transactions, (select count(*) from ledger_entries) as entries',
    );
    return {
      checkedTransactions: counts ? readNumber(counts, 'transactions') : 0,
      checkedEntries: counts ? readNumber(counts, 'entries') : 0,
      balances: await this.balances(),
      faults,
    };
  }

  async balances(): Promise<AccountTotal[]> {
    const rows = await this.#deps.reader.all(
      'select account, currency, cast(sum(amount) as text) as balance from ledger_entries group by account, currency order by account, currency',
    );
    return rows.map((row) => ({
      account: readText(row, 'account'),
      currency: readText(row, 'currency'),
      balance: readBigInt(row, 'balance'),
    }));
  }
}

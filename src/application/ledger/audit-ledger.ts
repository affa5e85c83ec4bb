import type { Log } from '#application/shared/ports.ts';
import type { LedgerAuditReport, LedgerBooks } from './ports.ts';

type Deps = { books: LedgerBooks; log: Log };

/** Recomputes the books, and raises an alarm for every cent out of place. */
export class AuditLedger {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(): Promise<LedgerAuditReport> {
    const { books, log } = this.#deps;
    const report = await books.audit();
    for (const fault of report.faults) log.error('ledger_fault', fault);
    return report;
  }
}

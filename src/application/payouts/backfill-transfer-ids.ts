import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { TransferRecords, Transfers } from './ports.ts';
import type { TransferServices } from './transfer-service.ts';

type Deps = { unitOfWork: UnitOfWork; transfers: Transfers; records: TransferRecords; services: TransferServices; clock: Clock; log: Log };
const BATCH = 100;

export type BackfillReport = { checked: number; found: number; written: number; missing: number; failed: number };
type Row = { id: string; provider: string; transferGroup: string };
type Found = { id: string; providerTransferId: string };
type Command = {
  dryRun?: boolean;
  onFound?: (found: Found) => void;
  onProgress?: (report: Readonly<BackfillReport>, total: number) => void;
};

/** Finds the provider's ids of transfers that lost theirs. Writes nothing unless told to. */
export class BackfillTransferIds {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ dryRun = true, onFound, onProgress }: Command = {}): Promise<BackfillReport> {
    const report: BackfillReport = { checked: 0, found: 0, written: 0, missing: 0, failed: 0 };
    const total = await this.#deps.records.countWithoutProviderId();
    onProgress?.(report, total);
    for (let after: string | null = null; ; ) {
      const rows: Row[] = await this.#deps.records.withoutProviderId(after, BATCH);
      for (const row of rows) {
        const found = await this.#recover(row, dryRun, report);
        if (found) onFound?.({ id: row.id, providerTransferId: found });
        onProgress?.(report, total);
      }
      const last = rows.at(-1);
      if (!last) return report;
      after = last.id;
    }
  }

  /** Answers the provider's id, when it knows the transfer. */
  async #recover(row: Row, dryRun: boolean, report: BackfillReport): Promise<string | null> {
    const { services, log } = this.#deps;
    report.checked += 1;
    try {
      const service = services.named(row.provider);
      if (!service) throw new Error(`${row.provider} is not configured any more`);
      const found = await service.findTransfer(row.id, row.transferGroup);
      if (found) report.found += 1;
      else report.missing += 1;
      if (found && !dryRun && (await this.#write(row.id, found.transferId))) report.written += 1;
      return found?.transferId ?? null;
    } catch (error) {
      report.failed += 1;
      log.warn('transfer_id_not_recovered', { transferId: row.id, cause: String(error) });
      return null;
    }
  }

  async #write(id: string, providerTransferId: string): Promise<boolean> {
    const { unitOfWork, transfers, clock } = this.#deps;
    return unitOfWork.run(async () => {
      const transfer = await transfers.findForUpdate(id);
      if (!transfer || transfer.providerTransferId) return false;
      transfer.recoverProviderId(providerTransferId, clock.now());
      return true;
    });
  }
}

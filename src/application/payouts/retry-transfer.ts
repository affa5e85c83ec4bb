import type { AuditLog } from '#application/audit/ports.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import { reversalProgress } from '#domain/payouts/reversal-progress.ts';
import type { Transfer } from '#domain/payouts/transfer.ts';
import type { Reversals, TransferDetail, TransferRecords, Transfers } from './ports.ts';
import type { ReverseTransfer } from './reverse-transfer.ts';
import type { SendTransfer } from './send-transfer.ts';
import type { SupersedeTransfer } from './supersede-transfer.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  transfers: Transfers;
  reversals: Reversals;
  records: TransferRecords;
  supersedeTransfer: SupersedeTransfer;
  sendTransfer: SendTransfer;
  reverseTransfer: ReverseTransfer;
  audit: AuditLog;
  clock: Clock;
  log: Log;
};

/** An administrator's retry: the guarded path of the workers, at once and under the same id. */
export class RetryTransfer {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * Answers the transfer as it is afterwards. When refunds took a part of one that had failed for good, or its account
   * receives nothing any more, what is left goes out as a further transfer, which is answered then. @throws {NotFound | TransferNotRetryable}
   */
  async execute(id: string, adminId: string): Promise<TransferDetail> {
    const { unitOfWork, records, sendTransfer, reverseTransfer, log } = this.#deps;
    const retried = await unitOfWork.run(() => this.#reopen(id, adminId));
    log.info('transfer_retried', { transferId: id, as: retried.id, adminId });
    if (retried.reversing) await reverseTransfer.execute(retried.id);
    else await sendTransfer.execute(retried.id);
    const found = await records.find(retried.id);
    if (!found) throw new NotFound('transfer');
    return found;
  }

  async #reopen(id: string, adminId: string): Promise<{ id: string; reversing: boolean }> {
    const { transfers, audit, clock } = this.#deps;
    const now = clock.now();
    const transfer = await transfers.findForUpdate(id);
    if (!transfer) throw new NotFound('transfer');
    const before = { status: transfer.status };
    const retried = await this.#again(transfer, now);
    const after = { status: transfer.status, as: retried.id };
    await audit.append({ actorId: adminId, action: 'transfer.retried', subject: `transfer:${id}`, before, after, at: now });
    return retried;
  }

  async #again(transfer: Transfer, now: Date): Promise<{ id: string; reversing: boolean }> {
    const further = await this.#deps.supersedeTransfer.execute(transfer, now);
    if (further) return { id: further, reversing: false };
    transfer.reopen(now);
    if (transfer.status === 'reversal_pending') await this.#retryReversals(transfer, now);
    return { id: transfer.id, reversing: transfer.status === 'reversal_pending' };
  }

  async #retryReversals(transfer: Transfer, now: Date): Promise<void> {
    const all = await this.#deps.reversals.ofTransfer(transfer.id);
    for (const reversal of all) reversal.retry(now);
    transfer.followReversals(reversalProgress(all), now);
  }
}

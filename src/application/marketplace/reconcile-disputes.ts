import type { PaymentProviders } from '#application/shared/payment-provider.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import type { OpenDispute, SaleChecks } from './ports.ts';
import type { RecordDispute } from './record-dispute.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  checks: SaleChecks;
  providers: PaymentProviders;
  recordDispute: RecordDispute;
  clock: Clock;
  log: Log;
};
const BATCH = 50;

/**
 * Brings open disputes to their end by reading the provider, in turn: those first that were not looked at for the longest. Safe
 * to repeat, and safe beside the live webhook. Those that no webhook ever told of are found with the order that they are over.
 */
export class ReconcileDisputes {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many disputes it looked at. */
  async execute({ onUnanswered }: Turn = {}): Promise<number> {
    const { checks, unitOfWork, clock, log } = this.#deps;
    const disputes = await checks.openDisputes(BATCH);
    for (const dispute of disputes) {
      const { id: disputeId, orderId, status: was } = dispute;
      const waitedMs = clock.now().getTime() - dispute.openedAt.getTime();
      try {
        await unitOfWork.run(() => checks.recordDispute(disputeId, clock.now()));
        log.info('dispute_reconciled', { disputeId, orderId, was, ...(await this.#settle(dispute)), waitedMs });
      } catch (error) {
        log.warn('dispute_not_reconciled', { disputeId, orderId, waitedMs, cause: String(error) });
        onUnanswered?.();
      }
    }
    return disputes.length;
  }

  async #settle({ provider: name, providerDisputeId }: OpenDispute): Promise<{ action: string; against: string }> {
    const { providers, recordDispute } = this.#deps;
    const provider = providers.named(name);
    if (!provider) throw new Error(`provider ${name} is not configured`);
    const told = await provider.getDispute(providerDisputeId);
    if (!told) throw new Error('the provider does not know the dispute');
    return { action: (await recordDispute.execute(provider.name, told)).result, against: told.status };
  }
}

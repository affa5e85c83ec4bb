import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import { unsettled } from '#domain/payouts/reversal-progress.ts';
import type { Reversals, TransferChecks, Transfers } from './ports.ts';
import type { TransferServices } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  services: TransferServices;
  transfers: Transfers;
  reversals: Reversals;
  checks: TransferChecks;
  clock: Clock;
  log: Log;
};
/** What came of looking at what a provider has news of. */
export type Found = { result: 'settled' | 'unchanged' | 'unknown' } | { result: 'quarantined'; reason: string };

/**
 * Looks at a transfer at its provider. It was settled by the answer to the call that made it; but what was taken back there
 * without us is in nobody's books, and an operator has to look.
 */
export class CheckTransfer {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** `provider` is the transfer service's name. Throws when it cannot be read. */
  async execute(provider: string, providerTransferId: string): Promise<Found> {
    const { unitOfWork, services, transfers, reversals, checks, clock, log } = this.#deps;
    const told = await services.named(provider)?.getTransfer(providerTransferId);
    if (!told) return { result: 'unknown' };
    return unitOfWork.run(async () => {
      const transfer = await transfers.findByProviderIdForUpdate(provider, providerTransferId);
      if (!transfer) return { result: 'unknown' };
      const ours = transfer.share.reversed + unsettled(await reversals.ofTransfer(transfer.id));
      const more = told.reversed.amount - ours;
      const isNews = await checks.recordReversedElsewhere(transfer.id, more > 0n ? more : 0n, clock.now());
      if (more <= 0n) return { result: 'unchanged' };
      const amount = `${more} ${told.reversed.currency}`;
      if (isNews) log.error('transfer_reversed_elsewhere', { transferId: transfer.id, providerTransferId, amount });
      return { result: 'quarantined', reason: `${amount} of the transfer were taken back at the provider, and not by us` };
    });
  }
}

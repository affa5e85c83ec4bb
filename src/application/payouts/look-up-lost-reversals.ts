import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import type { PayoutTerms, Reversals, Transfers } from './ports.ts';
import type { SettleReversal } from './settle-reversal.ts';
import type { TransferServices } from './transfer-service.ts';
import { OF_A_CLASS, ONE_BY_ONE, workThrough } from './work-through.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  transfers: Transfers;
  reversals: Reversals;
  settleReversal: SettleReversal;
  services: TransferServices;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};
type Lost = { id: string; transferId: string };
type LostOfTransfer = { provider: string; providerTransferId: string; lost: Lost[] };

/** Asks what became of reversals whose last try had no answer, of so many transfers at most. It takes nothing back. */
export class LookUpLostReversals {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers of how many transfers it asked. */
  async execute({ onUnanswered }: Turn = {}): Promise<number> {
    const { unitOfWork, clock, terms } = this.#deps;
    const before = new Date(clock.now().getTime() - terms.leaseMs);
    return workThrough(
      async () => {
        const next = await unitOfWork.run(() => this.#take(before));
        if (!next) return false;
        for (const lost of next.lost) if (!(await this.#lookUp(lost, next))) onUnanswered?.();
        return true;
      },
      OF_A_CLASS,
      ONE_BY_ONE,
    );
  }

  async #take(before: Date): Promise<LostOfTransfer | null> {
    const { transfers, reversals, clock } = this.#deps;
    const transfer = await transfers.lockNextWithLostReversal(before);
    if (!transfer?.destination || !transfer.providerTransferId) return null;
    transfer.markLookedUp(clock.now());
    const { id: transferId, providerTransferId } = transfer;
    const lost = (await reversals.ofTransfer(transferId)).filter((reversal) => reversal.isLost);
    return {
      provider: transfer.destination.provider,
      providerTransferId,
      lost: lost.map(({ id }) => ({ id, transferId })),
    };
  }

  /** Whether the provider answered. */
  async #lookUp(lost: Lost, { provider, providerTransferId }: LostOfTransfer): Promise<boolean> {
    const { settleReversal, services, log } = this.#deps;
    try {
      const service = services.named(provider);
      if (!service) throw new Error(`${provider} is not configured any more`);
      const found = await service.findReversal(lost.id, providerTransferId);
      await settleReversal.execute(lost, found ? { outcome: 'accepted', value: found } : { outcome: 'never-made' });
      log.info('lost_reversal_looked_up', { reversalId: lost.id, found: found !== null });
      return true;
    } catch (error) {
      log.warn('lost_reversal_not_looked_up', { reversalId: lost.id, cause: String(error) });
      return false;
    }
  }
}

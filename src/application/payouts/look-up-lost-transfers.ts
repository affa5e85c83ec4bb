import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import type { TransferIntent } from '#domain/payouts/destination.ts';
import type { PayoutTerms, Transfers } from './ports.ts';
import type { SettleTransfer } from './settle-transfer.ts';
import type { TransferServices } from './transfer-service.ts';
import { OF_A_CLASS, ONE_BY_ONE, workThrough } from './work-through.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  transfers: Transfers;
  settleTransfer: SettleTransfer;
  services: TransferServices;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};
type Lost = { id: string; intent: TransferIntent };

/** Asks what became of transfers whose last try had no answer, so many at most. It sends nothing, and is safe to repeat. */
export class LookUpLostTransfers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many it asked about. */
  async execute({ onUnanswered }: Turn = {}): Promise<number> {
    const { unitOfWork, clock, terms } = this.#deps;
    const before = new Date(clock.now().getTime() - terms.leaseMs);
    return workThrough(
      async () => {
        const lost = await unitOfWork.run(() => this.#take(before));
        if (lost && !(await this.#lookUp(lost))) onUnanswered?.();
        return lost !== null;
      },
      OF_A_CLASS,
      ONE_BY_ONE,
    );
  }

  async #take(before: Date): Promise<Lost | null> {
    const { transfers, clock } = this.#deps;
    const transfer = await transfers.lockNextLost(before);
    if (!transfer?.intent) return null;
    transfer.markLookedUp(clock.now());
    return { id: transfer.id, intent: transfer.intent };
  }

  /** Whether the provider answered. */
  async #lookUp(lost: Lost): Promise<boolean> {
    const { settleTransfer, services, log } = this.#deps;
    const { id, intent } = lost;
    try {
      const service = services.named(intent.provider);
      if (!service) throw new Error(`${intent.provider} is not configured any more`);
      const found = await service.findTransfer(id, intent.transferGroup);
      await settleTransfer.execute(lost, found ? { outcome: 'accepted', value: found } : { outcome: 'never-made' });
      log.info('lost_transfer_looked_up', { transferId: id, found: found !== null });
      return true;
    } catch (error) {
      log.warn('lost_transfer_not_looked_up', { transferId: id, cause: String(error) });
      return false;
    }
  }
}

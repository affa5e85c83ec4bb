import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import type { CheckTransfer } from './check-transfer.ts';
import type { SentTransfer, TransferChecks } from './ports.ts';
import type { TransferServices } from './transfer-service.ts';
import { OF_A_CLASS } from './work-through.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  checks: TransferChecks;
  checkTransfer: CheckTransfer;
  services: TransferServices;
  clock: Clock;
  log: Log;
};
/** As long as orders are watched for what happens to them at the provider. */
const WATCHED_MS = 120 * 86_400_000;

/**
 * Looks for what was taken back at the provider alone, and of which no webhook told. In turn over the transfers that have
 * arrived, those first that were not looked at for the longest.
 */
export class CheckSentTransfers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many transfers it looked at. */
  async execute({ onUnanswered }: Turn = {}): Promise<number> {
    const { checks, unitOfWork, clock, log } = this.#deps;
    const sent = await checks.sent(new Date(clock.now().getTime() - WATCHED_MS), OF_A_CLASS);
    for (const transfer of sent) {
      try {
        await unitOfWork.run(() => checks.record(transfer.id, clock.now()));
        await this.#look(transfer);
      } catch (error) {
        log.warn('sent_transfer_not_checked', { transferId: transfer.id, cause: String(error) });
        onUnanswered?.();
      }
    }
    return sent.length;
  }

  async #look({ provider, providerTransferId }: SentTransfer): Promise<void> {
    const { checkTransfer, services } = this.#deps;
    if (!services.named(provider)) throw new Error(`${provider} is not configured any more`);
    const { result } = await checkTransfer.execute(provider, providerTransferId);
    if (result === 'unknown') throw new Error('the provider does not know the transfer');
  }
}

import { JobHandler, type Log } from '#application/shared/ports.ts';
import type { PayoutTerms } from './ports.ts';
import type { ReverseTransfer } from './reverse-transfer.ts';

export const REVERSE_TRANSFERS = 'reverse-transfers';
const BATCH = 50;

type Deps = { reverseTransfer: ReverseTransfer; terms: PayoutTerms; log: Log };

/** Takes back what is due, so many at most. While reversals are switched off, they wait. */
export class ReverseDueTransfers extends JobHandler {
  readonly jobName = REVERSE_TRANSFERS;
  override readonly retries = { attempts: 3, backoffSeconds: 10 };
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  async execute(): Promise<void> {
    const { reverseTransfer, terms, log } = this.#deps;
    if (!terms.reversalsEnabled) return;
    for (let reversed = 0; reversed < BATCH; reversed += 1) {
      if (!(await reverseTransfer.execute(null))) return;
    }
    log.info('reversals_left_for_the_next_round', { batch: BATCH });
  }
}

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
    if ((await this.round()) === BATCH) this.#deps.log.info('reversals_left_for_the_next_round', { batch: BATCH });
  }

  /** Answers how many it took up. */
  async round(): Promise<number> {
    const { reverseTransfer, terms } = this.#deps;
    if (!terms.reversalsEnabled) return 0;
    for (let reversed = 0; reversed < BATCH; reversed += 1) if (!(await reverseTransfer.execute(null))) return reversed;
    return BATCH;
  }
}

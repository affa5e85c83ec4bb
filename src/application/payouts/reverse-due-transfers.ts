import { JobHandler, type Log } from '#application/shared/ports.ts';
import type { PayoutTerms } from './ports.ts';
import type { ReverseTransfer } from './reverse-transfer.ts';
import { workThrough } from './work-through.ts';

export const REVERSE_TRANSFERS = 'reverse-transfers';

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
    if (await workThrough(() => reverseTransfer.execute(null))) log.info('reversals_left_for_the_next_round');
  }
}

import { JobHandler, type Log } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import { REVERSE_TRANSFERS } from './jobs.ts';
import type { PayoutTerms } from './ports.ts';
import type { ReverseTransfer } from './reverse-transfer.ts';
import { OF_A_CLASS, ROUND, workThrough } from './work-through.ts';

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
    if ((await this.round({}, ROUND)) === ROUND) this.#deps.log.info('reversals_left_for_the_next_round', { round: ROUND });
  }

  /** Answers how many it took up. */
  async round({ onUnanswered }: Turn = {}, atMost = OF_A_CLASS): Promise<number> {
    const { reverseTransfer, terms } = this.#deps;
    return terms.reversalsEnabled ? workThrough(() => reverseTransfer.execute(null, onUnanswered), atMost) : 0;
  }
}

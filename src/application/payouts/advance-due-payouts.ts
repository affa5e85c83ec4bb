import { type Clock, JobHandler, type Log, type UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import type { AdvancePayout } from './advance-payout.ts';
import { ADVANCE_PAYOUTS } from './jobs.ts';
import type { Payouts } from './ports.ts';
import { OF_A_CLASS, ROUND, workThrough } from './work-through.ts';

type Deps = { unitOfWork: UnitOfWork; payouts: Payouts; advancePayout: AdvancePayout; clock: Clock; log: Log };

/** Sends the payouts that wait, and asks the provider about those under way, so many at most. */
export class AdvanceDuePayouts extends JobHandler {
  readonly jobName = ADVANCE_PAYOUTS;
  override readonly retries = { attempts: 3, backoffSeconds: 10 };
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  async execute(): Promise<void> {
    if ((await this.round({}, ROUND)) === ROUND) this.#deps.log.info('payouts_left_for_the_next_round', { round: ROUND });
  }

  /** Answers how many it took up. With `all`, those under way that are not due to be asked about yet too. */
  async round({ all = false, onUnanswered }: Turn = {}, atMost = OF_A_CLASS): Promise<number> {
    const { unitOfWork, payouts, advancePayout, clock } = this.#deps;
    if (all) await unitOfWork.run(() => payouts.wake(clock.now()));
    return workThrough(() => advancePayout.execute(null, onUnanswered), atMost);
  }
}

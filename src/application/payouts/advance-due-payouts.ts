import { JobHandler, type Log } from '#application/shared/ports.ts';
import type { AdvancePayout } from './advance-payout.ts';
import { workThrough } from './work-through.ts';

export const ADVANCE_PAYOUTS = 'advance-payouts';

/** Sends the payouts that wait, and asks the provider about those under way, so many at most. */
export class AdvanceDuePayouts extends JobHandler {
  readonly jobName = ADVANCE_PAYOUTS;
  override readonly retries = { attempts: 3, backoffSeconds: 10 };
  readonly #deps: { advancePayout: AdvancePayout; log: Log };

  constructor(deps: { advancePayout: AdvancePayout; log: Log }) {
    super();
    this.#deps = deps;
  }

  async execute(): Promise<void> {
    const { advancePayout, log } = this.#deps;
    if (await workThrough(() => advancePayout.execute(null))) log.info('payouts_left_for_the_next_round');
  }
}

import { JobHandler, type Log } from '#application/shared/ports.ts';
import type { AdvancePayout } from './advance-payout.ts';

export const ADVANCE_PAYOUTS = 'advance-payouts';
const BATCH = 50;

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
    for (let advanced = 0; advanced < BATCH; advanced += 1) {
      if (!(await this.#deps.advancePayout.execute(null))) return;
    }
    this.#deps.log.info('payouts_left_for_the_next_round', { batch: BATCH });
  }
}

import { JobHandler, type Log } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import { SEND_TRANSFERS } from './jobs.ts';
import type { SendTransfer } from './send-transfer.ts';
import { OF_A_CLASS, ROUND, workThrough } from './work-through.ts';

/** Sends what is due, so many at most; the schedule brings the rest. */
export class SendDueTransfers extends JobHandler {
  readonly jobName = SEND_TRANSFERS;
  override readonly retries = { attempts: 3, backoffSeconds: 10 };
  readonly #deps: { sendTransfer: SendTransfer; log: Log };

  constructor(deps: { sendTransfer: SendTransfer; log: Log }) {
    super();
    this.#deps = deps;
  }

  async execute(): Promise<void> {
    if ((await this.round({}, ROUND)) === ROUND) this.#deps.log.info('transfers_left_for_the_next_round', { round: ROUND });
  }

  /** Answers how many it took up. */
  round({ onUnanswered }: Turn = {}, atMost = OF_A_CLASS): Promise<number> {
    return workThrough(() => this.#deps.sendTransfer.execute(null, onUnanswered), atMost);
  }
}

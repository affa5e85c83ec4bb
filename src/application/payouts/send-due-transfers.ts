import { JobHandler, type Log } from '#application/shared/ports.ts';
import type { SendTransfer } from './send-transfer.ts';

export const SEND_TRANSFERS = 'send-transfers';
const BATCH = 50;

/** Sends what is due, one after the other, so many at most; the schedule brings the rest. */
export class SendDueTransfers extends JobHandler {
  readonly jobName = SEND_TRANSFERS;
  override readonly retries = { attempts: 3, backoffSeconds: 10 };
  readonly #deps: { sendTransfer: SendTransfer; log: Log };

  constructor(deps: { sendTransfer: SendTransfer; log: Log }) {
    super();
    this.#deps = deps;
  }

  async execute(): Promise<void> {
    if ((await this.round()) === BATCH) this.#deps.log.info('transfers_left_for_the_next_round', { batch: BATCH });
  }

  /** Answers how many it took up. */
  async round(): Promise<number> {
    for (let sent = 0; sent < BATCH; sent += 1) if (!(await this.#deps.sendTransfer.execute(null))) return sent;
    return BATCH;
  }
}

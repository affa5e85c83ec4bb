import { type Clock, type Ids, JobHandler, type JobQueue, type UnitOfWork } from '#application/shared/ports.ts';
import { PayoutRefused } from './errors.ts';
import { ADVANCE_PAYOUTS, PAY_OUT } from './jobs.ts';
import type { PayoutTerms, SellerAccounts, SellerPositions } from './ports.ts';
import type { ReservePayout } from './reserve-payout.ts';

const BATCH = 50;

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: SellerAccounts;
  positions: SellerPositions;
  reservePayout: ReservePayout;
  jobs: JobQueue;
  ids: Ids;
  clock: Clock;
  terms: PayoutTerms;
};

/** Opens the scheduled payouts of the sellers whose turn it is, so many at most. A worker sends them. */
export class PayOutDueSellers extends JobHandler {
  readonly jobName = PAY_OUT;
  override readonly retries = { attempts: 3, backoffSeconds: 10 };
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  async execute(): Promise<void> {
    const { unitOfWork } = this.#deps;
    for (let paid = 0; paid < BATCH; paid += 1) {
      if (!(await unitOfWork.run(() => this.#payOutNext()))) return;
    }
  }

  async #payOutNext(): Promise<boolean> {
    const { accounts, positions, reservePayout, jobs, ids, clock, terms } = this.#deps;
    const now = clock.now();
    const account = await accounts.lockNextPayoutDue(now);
    if (!account?.accountId) return false;
    account.schedulePayout(new Date(now.getTime() + terms.payoutIntervalMs));
    const { provider, accountId } = account;
    let opened = false;
    for (const currency of await positions.currenciesAt({ provider, accountId })) {
      const wanted = { account, currency, amount: null, atLeast: terms.payoutMinimum, origin: 'schedule' as const };
      const payout = await reservePayout.execute({ id: ids.next(), ...wanted });
      opened ||= !(payout instanceof PayoutRefused);
    }
    if (opened) await jobs.enqueue(ADVANCE_PAYOUTS, {}, { key: ADVANCE_PAYOUTS });
    return true;
  }
}

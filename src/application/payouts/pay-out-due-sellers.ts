import { type Clock, type Ids, JobHandler, type JobQueue, type Log, type UnitOfWork } from '#application/shared/ports.ts';
import { PayoutRefused } from './errors.ts';
import { ADVANCE_PAYOUTS, PAY_OUT } from './jobs.ts';
import type { PayoutTerms, SellerAccounts, SellerPositions } from './ports.ts';
import type { ReservePayout } from './reserve-payout.ts';
import { ONE_BY_ONE, ROUND, workThrough } from './work-through.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: SellerAccounts;
  positions: SellerPositions;
  reservePayout: ReservePayout;
  jobs: JobQueue;
  ids: Ids;
  clock: Clock;
  log: Log;
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
    const { unitOfWork, log } = this.#deps;
    const taken = await workThrough(() => unitOfWork.run(() => this.#payOutNext()), ROUND, ONE_BY_ONE);
    if (taken === ROUND) log.info('sellers_left_for_the_next_round', { round: ROUND });
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

import type { Clock, JobQueue, Log } from '#application/shared/ports.ts';
import type { AccountFacts, SellerAccount } from '#domain/payouts/seller-account.ts';
import { SEND_TRANSFERS } from './jobs.ts';
import type { PayoutTerms, Transfers } from './ports.ts';

type Deps = { transfers: Transfers; jobs: JobQueue; clock: Clock; log: Log; terms: PayoutTerms };

/** Takes over what the provider says of an account, in the ambient unit of work; transfers that waited for it go out. */
export class LearnAccount {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(account: SellerAccount, facts: AccountFacts): Promise<void> {
    const { transfers, jobs, clock, log, terms } = this.#deps;
    const now = clock.now();
    const from = account.status;
    const becameActive = account.learn(facts, now, terms.payoutIntervalMs);
    if (account.status !== from) {
      log.info('seller_account_changed', { sellerId: account.sellerId, provider: account.provider, from, to: account.status });
    }
    if (!becameActive || account.replacedAt) return;
    await transfers.wake(account.sellerId, now);
    await jobs.enqueue(SEND_TRANSFERS, {}, { key: SEND_TRANSFERS });
  }
}

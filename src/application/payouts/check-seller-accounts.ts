import { type Clock, JobHandler, type Log, type UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import { CHECK_SELLER_ACCOUNTS } from './jobs.ts';
import type { PayoutTerms, SellerAccounts } from './ports.ts';
import type { RefreshSellerAccount } from './refresh-seller-account.ts';
import { OF_A_CLASS, ONE_BY_ONE, workThrough } from './work-through.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: SellerAccounts;
  refreshSellerAccount: RefreshSellerAccount;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};

/** Asks about accounts, so that an onboarding ends well, and a restriction is known, though no notice of it ever came. */
export class CheckSellerAccounts extends JobHandler {
  readonly jobName = CHECK_SELLER_ACCOUNTS;
  override readonly retries = { attempts: 3, backoffSeconds: 10 };
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  async execute(): Promise<void> {
    await this.round();
  }

  /** Of those that were not asked about lately; with `all`, of every one. Answers how many it asked about. */
  async round({ all = false, onUnanswered }: Turn = {}): Promise<number> {
    const { unitOfWork, refreshSellerAccount, clock, log, terms } = this.#deps;
    const ago = (ms: number) => new Date(clock.now().getTime() - (all ? 0 : ms));
    const since = { unfinished: ago(terms.accountCheckMs), any: ago(terms.workingAccountCheckMs) };
    return workThrough(
      async () => {
        const account = await unitOfWork.run(() => this.#take(since));
        if (!account) return false;
        try {
          await refreshSellerAccount.execute(account);
        } catch (error) {
          log.warn('seller_account_not_read', { ...account, cause: String(error) });
          onUnanswered?.();
        }
        return true;
      },
      OF_A_CLASS,
      ONE_BY_ONE,
    );
  }

  async #take(since: { unfinished: Date; any: Date }): Promise<{ provider: string; accountId: string } | null> {
    const { accounts, clock } = this.#deps;
    const account = await accounts.lockNextUnchecked(since);
    if (!account?.accountId) return null;
    account.markChecked(clock.now());
    return { provider: account.provider, accountId: account.accountId };
  }
}

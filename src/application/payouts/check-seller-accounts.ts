import { type Clock, JobHandler, type Log, type UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import type { PayoutTerms, SellerAccounts } from './ports.ts';
import type { RefreshSellerAccount } from './refresh-seller-account.ts';
import { OF_A_CLASS, ONE_BY_ONE, workThrough } from './work-through.ts';

export const CHECK_SELLER_ACCOUNTS = 'check-seller-accounts';

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: SellerAccounts;
  refreshSellerAccount: RefreshSellerAccount;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};

/** Asks about accounts that are not active, so that an onboarding ends well though no notice of it ever came. */
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

  /** Answers how many it asked about. */
  async round({ onUnanswered }: Turn = {}): Promise<number> {
    const { unitOfWork, refreshSellerAccount, log } = this.#deps;
    return workThrough(
      async () => {
        const account = await unitOfWork.run(() => this.#take());
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

  async #take(): Promise<{ provider: string; accountId: string } | null> {
    const { accounts, clock, terms } = this.#deps;
    const now = clock.now();
    const account = await accounts.lockNextUnchecked(new Date(now.getTime() - terms.accountCheckMs));
    if (!account?.accountId) return null;
    account.markChecked(now);
    return { provider: account.provider, accountId: account.accountId };
  }
}

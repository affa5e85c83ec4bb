import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { AccountFacts } from '#domain/payouts/seller-account.ts';
import type { LearnAccount } from './learn-account.ts';
import type { SellerAccounts } from './ports.ts';
import type { TransferServices } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: SellerAccounts;
  learnAccount: LearnAccount;
  services: TransferServices;
  clock: Clock;
  log: Log;
};

/** An account that the provider no longer knows, or no longer lets us see. */
const gone: AccountFacts = { status: 'disabled', payoutsEnabled: false, requirementsDue: [] };

/** Reads a connected account from its provider and takes over what it is: a notice of a change is only a hint. */
export class RefreshSellerAccount {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers false for an account that is none of ours. Throws when the provider cannot be asked. */
  async execute({ provider, accountId }: { provider: string; accountId: string }): Promise<boolean> {
    const { unitOfWork, accounts, learnAccount, services, log } = this.#deps;
    const known = await unitOfWork.run(async () => (await accounts.findByAccountForUpdate(provider, accountId)) !== null);
    const service = services.named(provider);
    if (!known || !service) return false;
    const facts = await service.getAccount(accountId);
    if (!facts) log.error('seller_account_gone', { provider, accountId });
    await unitOfWork.run(async () => {
      const account = await accounts.findByAccountForUpdate(provider, accountId);
      if (account) await learnAccount.execute(account, facts ?? gone);
    });
    return true;
  }
}

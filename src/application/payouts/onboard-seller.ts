import { type Actor, requireCreator } from '#application/shared/actor.ts';
import type { Log, UnitOfWork } from '#application/shared/ports.ts';
import type { SellerAccountStatus } from '#domain/payouts/seller-account.ts';
import { TransferServiceFailed, TransferServiceUnavailable } from './errors.ts';
import type { OpenSellerAccount } from './open-seller-account.ts';
import type { PayoutTerms, SellerAccounts } from './ports.ts';
import type { RefreshSellerAccount } from './refresh-seller-account.ts';
import type { TransferService, TransferServices } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: SellerAccounts;
  services: TransferServices;
  openSellerAccount: OpenSellerAccount;
  refreshSellerAccount: RefreshSellerAccount;
  log: Log;
  terms: PayoutTerms;
};
type Command = { actor: Actor; returnUrl?: string | undefined; refreshUrl?: string | undefined };

export type SellerAccountView = { provider: string; status: SellerAccountStatus; payoutsEnabled: boolean; requirementsDue: string[] };
/** `url` is where the seller goes on, or null when there is nothing left to say. */
export type Onboarding = { account: SellerAccountView; url: string | null };

/** Brings a seller a step closer to being paid. Coming back from the provider's page says nothing: the account is read. */
export class OnboardSeller {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {Forbidden | TransferServiceUnavailable | TransferServiceFailed} */
  async execute({ actor, returnUrl, refreshUrl }: Command): Promise<Onboarding> {
    const { services, openSellerAccount, refreshSellerAccount, log, terms } = this.#deps;
    requireCreator(actor);
    const service = services.current();
    if (!service) throw new TransferServiceUnavailable();
    const accountId = await openSellerAccount.execute({ sellerId: actor.userId, service, replaceDisabled: true });
    try {
      await refreshSellerAccount.execute({ provider: service.name, accountId });
      const account = await this.#view(actor.userId, service.name);
      const back = returnUrl ?? terms.onboardingReturnUrl;
      return { account, url: await this.#link(service, accountId, account, { returnUrl: back, refreshUrl: refreshUrl ?? back }) };
    } catch (error) {
      log.warn('onboarding_failed', { sellerId: actor.userId, provider: service.name, cause: String(error) });
      throw new TransferServiceFailed('the transfer service could not be reached: try again later', { cause: error });
    }
  }

  async #link(
    service: TransferService,
    accountId: string,
    { status, requirementsDue }: SellerAccountView,
    back: { returnUrl: string; refreshUrl: string },
  ): Promise<string | null> {
    if (status === 'active' && requirementsDue.length === 0) return null;
    return (await service.createOnboardingLink(accountId, back)).url;
  }

  async #view(sellerId: string, provider: string): Promise<SellerAccountView> {
    const { unitOfWork, accounts } = this.#deps;
    return unitOfWork.run(async () => {
      const account = await accounts.findCurrentForUpdate(sellerId, provider);
      if (!account) throw new Error(`the account of seller ${sellerId} has gone`);
      const { status, payoutsEnabled, requirementsDue } = account;
      return { provider, status, payoutsEnabled, requirementsDue: [...requirementsDue] };
    });
  }
}

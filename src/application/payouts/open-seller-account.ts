import type { Clock, Ids, Log, UnitOfWork } from '#application/shared/ports.ts';
import { SellerAccount } from '#domain/payouts/seller-account.ts';
import { TransferServiceFailed } from './errors.ts';
import type { LearnAccount } from './learn-account.ts';
import type { SellerAccounts } from './ports.ts';
import { attemptKey, type TransferService } from './transfer-service.ts';

type Deps = { unitOfWork: UnitOfWork; accounts: SellerAccounts; learnAccount: LearnAccount; ids: Ids; clock: Clock; log: Log };
type Reserved = { id: string; key: string; accountId: string | null };
type Command = { sellerId: string; service: TransferService; replaceDisabled?: boolean };

/** Gives a seller a connected account at a service. The row gives the key, so a repeat makes no second account. */
export class OpenSellerAccount {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers the provider's account id. @throws {TransferServiceFailed} */
  async execute({ sellerId, service, replaceDisabled = false }: Command): Promise<string> {
    const { unitOfWork, accounts, learnAccount, clock, log } = this.#deps;
    const reserved = await unitOfWork.run(() => this.#reserve(sellerId, service.name, replaceDisabled));
    if (reserved.accountId) return reserved.accountId;
    const answer = await service.createAccount(reserved.key, { sellerId });
    if (answer.outcome !== 'accepted') {
      if (answer.outcome === 'declined') await unitOfWork.run(async () => (await accounts.findForUpdate(reserved.id))?.refuse(clock.now()));
      log.error('seller_account_not_opened', { sellerId, provider: service.name, outcome: answer.outcome, cause: causeOf(answer) });
      throw new TransferServiceFailed('the transfer service did not open an account: try again later');
    }
    await unitOfWork.run(async () => {
      const account = await accounts.findForUpdate(reserved.id);
      if (!account) throw new TransferServiceFailed('the account has gone');
      account.attach(answer.value.accountId, clock.now());
      await learnAccount.execute(account, answer.value);
    });
    return answer.value.accountId;
  }

  async #reserve(sellerId: string, provider: string, replaceDisabled: boolean): Promise<Reserved> {
    const { accounts, ids, clock } = this.#deps;
    const now = clock.now();
    const current = await accounts.findCurrentForUpdate(sellerId, provider);
    const replaced = replaceDisabled && current?.status === 'disabled';
    if (current && !replaced) return { id: current.id, key: attemptKey(current.id, current.refusals), accountId: current.accountId };
    if (current) await accounts.retire(current, now);
    const opened = new SellerAccount({ id: ids.next(), sellerId, provider, at: now });
    await accounts.add(opened);
    return { id: opened.id, key: opened.id, accountId: null };
  }
}

function causeOf(answer: { outcome: 'declined'; failure: { code: string } } | { outcome: 'unknown'; cause: unknown }): string {
  return answer.outcome === 'declined' ? answer.failure.code : String(answer.cause);
}

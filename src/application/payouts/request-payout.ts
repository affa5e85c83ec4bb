import type { Actor } from '#application/shared/actor.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import type { Once } from '#application/shared/idempotency.ts';
import { keepRefusal } from '#application/shared/keep-refusal.ts';
import type { UnitOfWork } from '#application/shared/ports.ts';
import type { SellerAccount } from '#domain/payouts/seller-account.ts';
import type { AdvancePayout } from './advance-payout.ts';
import { PayoutRefused } from './errors.ts';
import type { PayoutSnapshot, Payouts, SellerAccounts, SellerPositions } from './ports.ts';
import type { ReservePayout } from './reserve-payout.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  accounts: SellerAccounts;
  payouts: Payouts;
  positions: SellerPositions;
  reservePayout: ReservePayout;
  advancePayout: AdvancePayout;
};
/** `amount` is minor units; everything without it. The currency is needed when there is something in several. */
type Command = { actor: Actor; amount?: bigint | undefined; currency?: string | undefined; once: Once<PayoutSnapshot> };
type Source = { account: SellerAccount; currency: string; limit: bigint };

/** A payout that its seller asks for: an amount, or everything that there is in a currency. */
export class RequestPayout {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {PayoutRefused | InvalidInput} An answer that did not come leaves the payout pending; a worker finds out. */
  async execute(command: Command): Promise<PayoutSnapshot> {
    const { unitOfWork, advancePayout } = this.#deps;
    const id = await keepRefusal({ unitOfWork, once: command.once }, () => this.#reserve(command));
    return advancePayout.settled(id, command.once);
  }

  async #reserve({ actor, amount, currency, once }: Command): Promise<string> {
    const { payouts, accounts, reservePayout } = this.#deps;
    await once.begin();
    if (await payouts.findForUpdate(once.resourceId)) return once.resourceId;
    const own = await accounts.ofSellerForUpdate(actor.userId);
    const ready = own.filter((account) => account.mayPayOut);
    if (ready.length === 0)
      throw new PayoutRefused('SELLER_ACCOUNT_NOT_READY', 'there is no connected account that can pay out: finish the onboarding');
    const sources = await this.#sources(ready, currency);
    if (new Set(sources.map((source) => source.currency)).size > 1) {
      throw new InvalidInput([{ pointer: '/amount', detail: 'must name a currency: there is something to pay out in several' }]);
    }
    const [source] = sources;
    if (!source) throw new PayoutRefused('NOTHING_TO_PAY_OUT', 'there is nothing to pay out');
    const wanted = { account: source.account, currency: source.currency, amount: amount ?? null, atLeast: 1n };
    const reserved = await reservePayout.execute({ id: once.resourceId, ...wanted, origin: 'request' });
    if (reserved instanceof PayoutRefused) throw reserved;
    return reserved.id;
  }

  /** Where something can be paid out of, or just is, the fullest first. */
  async #sources(accounts: SellerAccount[], only: string | undefined): Promise<Source[]> {
    const { payouts, positions, reservePayout } = this.#deps;
    const sources: Source[] = [];
    for (const account of accounts) {
      const { provider, accountId } = account;
      const currencies = accountId ? await positions.currenciesAt({ provider, accountId }) : [];
      for (const currency of currencies.filter((candidate) => !only || candidate === only)) {
        const limit = await reservePayout.limit(account, currency);
        if (limit > 0n || (await payouts.findOpen(account, currency))) sources.push({ account, currency, limit });
      }
    }
    return sources.sort((a, b) => (a.limit < b.limit ? 1 : -1));
  }
}

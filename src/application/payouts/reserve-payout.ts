import type { Clock } from '#application/shared/ports.ts';
import { Payout, type PayoutOrigin } from '#domain/payouts/payout.ts';
import type { SellerAccount } from '#domain/payouts/seller-account.ts';
import { withdrawable } from '#domain/payouts/seller-funds.ts';
import { Money } from '#domain/shared/money.ts';
import { PayoutRefused } from './errors.ts';
import type { Payouts, SellerAccounts, SellerPositions } from './ports.ts';
import type { TransferServices } from './transfer-service.ts';

type Deps = { payouts: Payouts; accounts: SellerAccounts; positions: SellerPositions; services: TransferServices; clock: Clock };

/** `amount` is minor units, or null for everything; with less than `atLeast` to pay out nothing is. */
type Command = {
  id: string;
  account: SellerAccount;
  currency: string;
  amount: bigint | null;
  atLeast: bigint;
  origin: PayoutOrigin;
};

/** Opens a payout, in the ambient unit of work with the seller's account locked: one at a time, and no more than is there. */
export class ReservePayout {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Minor units that could be paid out of the account: none through a service that is not configured any more. */
  async limit(account: SellerAccount, currency: string): Promise<bigint> {
    const { positions, services } = this.#deps;
    if (!account.accountId || !services.named(account.provider)) return 0n;
    const free = withdrawable(await positions.of(account.sellerId, currency));
    const there = await positions.heldAt({ provider: account.provider, accountId: account.accountId }, currency);
    if (there < free) return there;
    return free;
  }

  /** Answers the payout, or why there is none. */
  async execute({ id, account, currency, amount, atLeast, origin }: Command): Promise<Payout | PayoutRefused> {
    const { payouts, clock } = this.#deps;
    const now = clock.now();
    if (!account.mayPayOut || !account.accountId) {
      return new PayoutRefused('SELLER_ACCOUNT_NOT_READY', 'the connected account cannot pay out yet: see what it still requires');
    }
    const open = await payouts.findOpen(account, currency);
    if (open && !(await this.#makesRoom(open, account))) {
      return new PayoutRefused('PAYOUT_UNDER_WAY', `a payout in ${currency} is under way already`);
    }
    const limit = await this.limit(account, currency);
    if (limit <= 0n || limit < atLeast) return new PayoutRefused('NOTHING_TO_PAY_OUT', 'there is not enough to pay out');
    if (amount !== null && amount > limit) {
      return new PayoutRefused('PAYOUT_EXCEEDS_BALANCE', `no more than ${limit} ${currency} minor units can be paid out`);
    }
    if (open) await payouts.standAside(open, now);
    const payout = new Payout({
      id,
      sellerId: account.sellerId,
      provider: account.provider,
      accountId: account.accountId,
      amount: Money.of(amount ?? limit, currency),
      origin,
      at: now,
    });
    await payouts.add(payout);
    return payout;
  }

  /** Nobody knows what became of it, and its account is another one, which is in use no more. */
  async #makesRoom({ status, provider, accountId }: Payout, account: SellerAccount): Promise<boolean> {
    const { accounts, services } = this.#deps;
    if (status !== 'unresolved' || (provider === account.provider && accountId === account.accountId)) return false;
    const former = await accounts.findByAccountForUpdate(provider, accountId);
    return !!former?.replacedAt || provider !== services.current()?.name;
  }
}

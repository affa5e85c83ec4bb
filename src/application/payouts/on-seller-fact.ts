import type { UnitOfWork } from '#application/shared/ports.ts';
import type { AdvancePayout } from './advance-payout.ts';
import type { CheckTransfer, Found } from './check-transfer.ts';
import type { Payouts } from './ports.ts';
import type { RefreshSellerAccount } from './refresh-seller-account.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  payouts: Payouts;
  refreshSellerAccount: RefreshSellerAccount;
  advancePayout: AdvancePayout;
  checkTransfer: CheckTransfer;
};
type Subject = { kind: 'account' | 'payout' | 'transfer'; id: string };

/** A provider says that something of a seller's changed: a hint to read it again. Safe to repeat. */
export class OnSellerFact {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** `provider` is the transfer service's name. Throws when an account or transfer cannot be read; a payout is asked about again anyway. */
  async execute(provider: string, { kind, id }: Subject): Promise<Found> {
    const { unitOfWork, payouts, refreshSellerAccount, advancePayout, checkTransfer } = this.#deps;
    if (kind === 'transfer') return checkTransfer.execute(provider, id);
    if (kind === 'account') return { result: (await refreshSellerAccount.execute({ provider, accountId: id })) ? 'settled' : 'unknown' };
    const payoutId = await unitOfWork.run(async () => (await payouts.findByProviderIdForUpdate(provider, id))?.id);
    if (!payoutId) return { result: 'unknown' };
    return { result: (await advancePayout.execute(payoutId)) ? 'settled' : 'unchanged' };
  }
}

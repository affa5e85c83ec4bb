import { Money } from '#domain/shared/money.ts';
import type { SellerBalance, SellerRecords } from './ports.ts';

type Deps = { records: SellerRecords };
const FIRST_CURRENCY = 'EUR';

/** Where a seller stands in a currency: the asked-for one, else the one that moved last. `all` has every one. */
export class GetSellerBalance {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(sellerId: string, currency?: string): Promise<SellerBalance & { all: SellerBalance[] }> {
    const all = await this.#deps.records.balances(sellerId);
    const shown = currency ? all.find((balance) => balance.currency === currency) : all[0];
    return { ...(shown ?? emptyBalance(currency ?? FIRST_CURRENCY)), all };
  }
}

function emptyBalance(currency: string): SellerBalance {
  const nothing = Money.zero(currency);
  return { currency, pending: nothing, available: nothing, debt: nothing, held: nothing };
}

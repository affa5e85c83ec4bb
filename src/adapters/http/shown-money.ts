import { decimalsOf } from '#domain/shared/currency-decimals.ts';
import type { Money } from '#domain/shared/money.ts';

/** For people to read, with the currency's own number of decimals (ISO 4217): `€12.99`. */
export function shownMoney({ amount, currency }: Pick<Money, 'amount' | 'currency'>): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(`${amount}E-${decimalsOf(currency)}` as `${number}`);
}

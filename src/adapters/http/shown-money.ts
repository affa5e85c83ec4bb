import type { Money } from '#domain/shared/money.ts';

/** For people to read, with the currency's own number of decimals (ISO 4217): `€12.99`. */
export function shownMoney({ amount, currency }: Pick<Money, 'amount' | 'currency'>): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(`${amount}E-${format.resolvedOptions().maximumFractionDigits ?? 2}` as `${number}`);
}

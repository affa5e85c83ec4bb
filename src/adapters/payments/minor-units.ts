import { Money } from '#domain/shared/money.ts';

/** A JSON number of minor units. @throws {RangeError} for an amount that a JSON number does not hold exactly. */
export function toMinorUnits({ amount }: Money): number {
  const units = Number(amount);
  if (!Number.isSafeInteger(units)) throw new RangeError('the amount is beyond what a JSON number holds exactly');
  return units;
}

/** @throws for what is no exact amount of a known currency; `currency` in any case of letters. */
export function fromMinorUnits(units: number | string, currency: string): Money {
  if (typeof units === 'number' && !Number.isSafeInteger(units)) throw new RangeError(`${units} is not an exact amount`);
  return Money.of(BigInt(units), currency.toUpperCase());
}

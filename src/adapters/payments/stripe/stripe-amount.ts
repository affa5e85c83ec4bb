import { fromMinorUnits, toMinorUnits } from '#adapters/payments/minor-units.ts';
import { Money } from '#domain/shared/money.ts';

/** Where Stripe counts in another unit than ISO 4217 (docs.stripe.com/currencies#special-cases): its units for one of ours. */
const hundredfold = new Set(['ISK', 'UGX']);

/** @throws {RangeError} for an amount that a JSON number does not hold exactly. */
export function toStripeAmount(money: Money): { amount: number; currency: string } {
  const { currency } = money;
  const amount = hundredfold.has(currency) ? toMinorUnits(new Money(money.amount * 100n, currency)) : toMinorUnits(money);
  return { amount, currency: currency.toLowerCase() };
}

/** @throws for what is no whole amount of a known currency. */
export function fromStripeAmount(amount: number, currency: string): Money {
  const units = hundredfold.has(currency.toUpperCase()) ? amount / 100 : amount;
  return fromMinorUnits(units, currency);
}

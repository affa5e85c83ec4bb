import { z } from 'zod';
import { isVisible } from '#domain/shared/is-visible.ts';
import { Money } from '#domain/shared/money.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));

export const idSchema = z.uuid({ error: 'must be a UUID' }).toLowerCase();

/** The parameters of `/things/:id`. */
export const idParams = z.object({ id: idSchema });

const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;

/** A title or a name, as people read it. */
export function line(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(ONE_LINE, { error: 'must be one line without control characters' })
    .refine(isVisible, { error: 'must have at least one character that can be seen' });
}

/** A whole number in a query, where everything is text. */
export function wholeNumber(minimum: number, maximum: number) {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^-?\d{1,15}$/.test(text) ? Number(text) : text),
    z
      .int({ error: `must be a whole number from ${minimum} to ${maximum}` })
      .min(minimum)
      .max(maximum),
  );
}

/** The query of every list; `pageQuery.extend({...})` adds filters. */
export const pageQuery = z.object({
  limit: wholeNumber(1, 100).default(20),
  cursor: z.string().min(1).max(1000).optional(),
});

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 currency code', abort: true })
  .refine((code) => currencies.has(code), { error: 'must be an ISO 4217 currency code' });

/** An amount in the currency's minor unit, both ways. */
export const moneySchema = z
  .object({ amount: z.int().min(0), currency: currencySchema })
  .meta({ id: 'Money', examples: [{ amount: 1299, currency: 'EUR' }] });

/** A balance, or what changed one: it may be below zero. */
export const signedMoneySchema = z
  .object({ amount: z.int(), currency: z.string() })
  .meta({ id: 'SignedMoney', examples: [{ amount: -1299, currency: 'EUR' }] });

export function moneyOf(money: z.output<typeof moneySchema>): Money {
  return Money.of(BigInt(money.amount), money.currency);
}

/** ISO 8601 in UTC, as `Date.toISOString` writes it. */
export const timestamp = z.iso.datetime();

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable() });
}

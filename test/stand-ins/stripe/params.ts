import { StripeRefusal } from './refusal.ts';

export type Metadata = Record<string, string>;

/** A form body or query in Stripe's bracket notation, held against the parameters that its endpoint knows. */
export class Params {
  readonly #values = new Map<string, string>();

  constructor(text: URLSearchParams | string, known: readonly string[]) {
    for (const [name, value] of new URLSearchParams(text)) {
      const root = name.split('[')[0] ?? name;
      if (!known.includes(root)) throw new StripeRefusal(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
      this.#values.set(name, value);
    }
  }

  text(name: string): string | null {
    return this.#values.get(name) || null;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === null) throw new StripeRefusal(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
    return value;
  }

  integer(name: string): number | null {
    const value = this.text(name);
    if (value === null) return null;
    if (!/^-?\d{1,15}$/.test(value)) {
      throw new StripeRefusal(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: name });
    }
    return Number(value);
  }

  /** Minor units, at least one. */
  amount(name: string): number | null {
    const value = this.integer(name);
    if (value !== null && value < 1) {
      throw new StripeRefusal('This value must be greater than or equal to 1.', { code: 'parameter_invalid_integer', param: name });
    }
    return value;
  }

  requiredAmount(name: string): number {
    this.required(name);
    return this.amount(name) ?? 0;
  }

  currency(): string {
    const value = this.required('currency');
    if (!/^[a-z]{3}$/.test(value)) throw new StripeRefusal(`Invalid currency: ${value}.`, { param: 'currency' });
    return value;
  }

  /** Every `name[key]`. */
  record(name: string): Metadata {
    const prefix = `${name}[`;
    const entries = [...this.#values].filter(([key]) => key.startsWith(prefix) && key.endsWith(']'));
    return Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length, -1), value]));
  }
}

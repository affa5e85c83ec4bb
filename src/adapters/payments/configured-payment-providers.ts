import { type PaymentProvider, type PaymentProviderName, PaymentProviders } from '#application/shared/payment-provider.ts';

export class ConfiguredPaymentProviders extends PaymentProviders {
  readonly #current: PaymentProviderName | 'none';
  readonly #providers: ReadonlyMap<string, PaymentProvider>;

  /** `providers` are all that can be reached: what was begun with one is brought to its end there, whatever is current. */
  constructor({ current, providers }: { current: PaymentProviderName | 'none'; providers: readonly PaymentProvider[] }) {
    super();
    this.#current = current;
    this.#providers = new Map(providers.map((provider) => [provider.name, provider]));
    if (current !== 'none' && !this.#providers.has(current)) throw new Error(`payment provider ${current} is not configured`);
  }

  current(): PaymentProvider | null {
    return this.#providers.get(this.#current) ?? null;
  }

  named(name: string): PaymentProvider | null {
    return this.#providers.get(name) ?? null;
  }
}

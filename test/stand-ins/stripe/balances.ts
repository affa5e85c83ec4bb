import { StripeRefusal } from './refusal.ts';

/** What the platform (scope `''`) and each connected account can dispose of, by currency. */
export class Balances {
  readonly #amounts = new Map<string, Map<string, number>>();

  of(scope: string, currency: string): number {
    return this.#amounts.get(scope)?.get(currency) ?? 0;
  }

  add(scope: string, currency: string, amount: number): void {
    const amounts = this.#amounts.get(scope) ?? new Map<string, number>();
    this.#amounts.set(scope, amounts.set(currency, this.of(scope, currency) + amount));
  }

  /** @throws {StripeRefusal} when there is less. */
  take(scope: string, currency: string, amount: number): void {
    if (this.of(scope, currency) < amount) {
      throw new StripeRefusal('You have insufficient available funds in your Stripe account.', {
        code: 'balance_insufficient',
        begun: true,
      });
    }
    this.add(scope, currency, -amount);
  }

  view(scope: string): object {
    const available = [...(this.#amounts.get(scope) ?? [])].map(([currency, amount]) => ({ amount, currency }));
    return { object: 'balance', available, pending: [], livemode: false };
  }
}

import type { WebhookSender } from '#test/stand-ins/wire/webhook-sender.ts';
import { Balances } from './balances.ts';
import type { StripeEvents } from './stripe-events.ts';

/** What every part of a Stripe shares: the clock, the balances, and the way to tell of something. */
export class StripeState {
  readonly balances = new Balances();
  readonly #now: () => Date;
  readonly #events: StripeEvents;
  readonly #webhooks: WebhookSender;

  constructor({ now, events, webhooks }: { now: () => Date; events: StripeEvents; webhooks: WebhookSender }) {
    this.#now = now;
    this.#events = events;
    this.#webhooks = webhooks;
  }

  seconds(): number {
    return Math.floor(this.#now().getTime() / 1000);
  }

  tell(type: string, object: object, account: string): void {
    this.#webhooks.happened(this.#events.of(type, structuredClone(object), account));
  }
}

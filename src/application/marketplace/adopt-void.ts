import type { Clock, Ids, Log } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { splitRefund } from '#domain/marketplace/order-item.ts';
import { Refund } from '#domain/marketplace/refund.ts';
import type { Refunds } from './ports.ts';
import type { RefundEffects } from './refund-effects.ts';

type Deps = { refunds: Refunds; effects: RefundEffects; ids: Ids; clock: Clock; log: Log };

/**
 * Takes over that a payment was voided at the provider after it had been captured, in the ambient unit of work with the order
 * locked: a refund of all that is left of the order, of which the provider has no refund to show.
 */
export class AdoptVoid {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers whether there was anything left to refund. */
  async execute(order: Order): Promise<boolean> {
    const { refunds, effects, ids, clock, log } = this.#deps;
    const now = clock.now();
    const amount = order.refundable;
    if (amount.isZero || !order.paymentId || !order.provider) return false;
    const refund = new Refund({
      id: ids.next(),
      orderId: order.id,
      paymentId: order.paymentId,
      provider: order.provider,
      amount,
      byLine: false,
      lines: splitRefund(order.items, amount),
      reason: 'the payment was voided at the provider',
      origin: 'provider',
      requestedBy: null,
      at: now,
    });
    refund.succeed(now);
    await refunds.add(refund);
    await effects.apply(order, refund, now);
    log.warn('payment_void_adopted', { orderId: order.id, refundId: refund.id, paymentId: order.paymentId });
    return true;
  }
}

import type { Clock, Log } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import type { Refunds } from './ports.ts';
import type { RefundUndeliverable } from './refund-undeliverable.ts';

type Deps = { refunds: Refunds; refundUndeliverable: RefundUndeliverable; clock: Clock; log: Log };

/**
 * What follows from an open refund that came to nothing, in the ambient unit of work with order and refund locked: what
 * nobody can give is still owed to the buyer, and tried again. Unless a refund is still under way, the order is as it was before.
 */
export class DropRefund {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(order: Order, refund: Refund, failure: { code: string; message: string }): Promise<void> {
    const { refunds, refundUndeliverable, clock, log } = this.#deps;
    const now = clock.now();
    refund.fail(failure, now);
    if (refund.origin === 'undeliverable') {
      log.error('undeliverable_refund_failed', { orderId: order.id, refundId: refund.id, code: failure.code });
      const productIds = refund.lines.map(({ productId }) => productId);
      await refundUndeliverable.execute(order, productIds, now);
    }
    if ((await refunds.openOf(order.id)).length === 0) order.dropRefund(now);
  }
}

import type { Clock, Log } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import type { RefundUndeliverable } from './refund-undeliverable.ts';

type Deps = { refundUndeliverable: RefundUndeliverable; clock: Clock; log: Log };

/**
 * What follows from an open refund that came to nothing, in the ambient unit of work with order and refund locked: the order
 * is as it was before, unless its goods were never given. Then the buyer is owed the money, and it is tried again.
 */
export class DropRefund {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(order: Order, refund: Refund, failure: { code: string; message: string }): Promise<void> {
    const { refundUndeliverable, clock, log } = this.#deps;
    const now = clock.now();
    refund.fail(failure, now);
    if (refund.origin !== 'undeliverable') {
      order.dropRefund(now);
      return;
    }
    log.error('undeliverable_refund_failed', { orderId: order.id, refundId: refund.id, code: failure.code });
    await refundUndeliverable.execute(order, now);
  }
}

import type { Ids, JobQueue } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { splitRefund } from '#domain/marketplace/order-item.ts';
import { Refund } from '#domain/marketplace/refund.ts';
import { ISSUE_REFUND } from './issue-refund.ts';
import type { Refunds } from './ports.ts';

type Deps = { refunds: Refunds; jobs: JobQueue; ids: Ids };

/** Opens the refund of a paid order whose goods are gone, in the ambient unit of work; a job asks the provider. */
export class RefundUndeliverable {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(order: Order, at: Date): Promise<void> {
    if (!order.paymentId || !order.provider) return;
    const refund = new Refund({
      id: this.#deps.ids.next(),
      orderId: order.id,
      paymentId: order.paymentId,
      provider: order.provider,
      amount: order.refundable,
      byLine: false,
      lines: splitRefund(order.items, order.refundable),
      reason: 'the goods could no longer be given',
      origin: 'undeliverable',
      requestedBy: null,
      at,
    });
    order.beginRefund(at);
    await this.#deps.refunds.add(refund);
    await this.#deps.jobs.enqueue(ISSUE_REFUND, { refundId: refund.id });
  }
}

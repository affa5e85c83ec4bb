import type { Ids, JobQueue } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { splitRefund } from '#domain/marketplace/order-item.ts';
import { Refund } from '#domain/marketplace/refund.ts';
import { Money } from '#domain/shared/money.ts';
import { ISSUE_REFUND } from './jobs.ts';
import type { Refunds } from './ports.ts';

type Deps = { refunds: Refunds; jobs: JobQueue; ids: Ids };
const AGAIN_AFTER_MS = { least: 15 * 60_000, most: 24 * 3_600_000 };

/**
 * Opens the refund of what an order has paid for and nobody can give, in the ambient unit of work. A job asks the provider for
 * the first one; when that fails, reconciliation asks for another, ever more rarely and for as long as it takes.
 */
export class RefundUndeliverable {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(order: Order, productIds: readonly string[], at: Date): Promise<void> {
    const { refunds, jobs, ids } = this.#deps;
    const items = order.items.filter(({ productId, refundable }) => refundable > 0n && productIds.includes(productId));
    if (!order.paymentId || !order.provider || items.length === 0) return;
    const left = items.reduce((sum, { refundable }) => sum + refundable, 0n);
    const amount = Money.of(left, order.total.currency);
    const failures = await refunds.countFailed(order.id, 'undeliverable');
    const refund = new Refund({
      id: ids.next(),
      orderId: order.id,
      paymentId: order.paymentId,
      provider: order.provider,
      amount,
      byLine: true,
      lines: splitRefund(items, amount),
      reason: 'the goods could no longer be given',
      origin: 'undeliverable',
      requestedBy: null,
      notBefore: failures === 0 ? null : new Date(at.getTime() + waitAfter(failures)),
      at,
    });
    if (order.status !== 'refund_pending') order.beginRefund(at);
    await refunds.add(refund);
    if (failures === 0) await jobs.enqueue(ISSUE_REFUND, { refundId: refund.id });
  }
}

function waitAfter(failures: number): number {
  return Math.min(AGAIN_AFTER_MS.least * 2 ** (failures - 1), AGAIN_AFTER_MS.most);
}

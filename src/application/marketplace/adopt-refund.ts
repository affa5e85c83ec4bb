import type { ProviderRefund } from '#application/shared/payment-provider.ts';
import type { Clock, Ids, Log } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { splitRefund } from '#domain/marketplace/order-item.ts';
import { Refund } from '#domain/marketplace/refund.ts';
import type { Refunds } from './ports.ts';
import { UNDERPAYMENT_RETURNED } from './underpayment.ts';

/** It has to be brought again: something must come to its end first. Nothing has changed. */
export class RefundTooEarly extends Error {}

type Deps = { refunds: Refunds; ids: Ids; clock: Clock; log: Log };

/** Takes over a refund that was made in the provider's dashboard, in the ambient unit of work with the order locked. */
export class AdoptRefund {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Null when there is nothing to take over, or more is refunded than was paid. @throws {RefundTooEarly} */
  async execute(order: Order, told: ProviderRefund): Promise<Refund | null> {
    const { refunds, ids, clock, log } = this.#deps;
    if (told.status === 'failed' || order.failureCode === UNDERPAYMENT_RETURNED) return null;
    const owed = await this.#owed(order, told);
    if (owed) return owed;
    if (order.status === 'refund_pending') throw new RefundTooEarly('another refund of this order is under way, and could be this one');
    if (!order.completedAt) throw new RefundTooEarly('nothing is known of a payment of this order yet');
    if (told.amount.currency !== order.total.currency || told.amount.isMoreThan(order.refundable)) {
      log.error('provider_refund_not_adopted', { orderId: order.id, providerRefundId: told.refundId, orderStatus: order.status });
      return null;
    }
    const refund = new Refund({
      id: ids.next(),
      orderId: order.id,
      paymentId: told.paymentId,
      provider: order.provider ?? '',
      amount: told.amount,
      byLine: false,
      lines: splitRefund(order.items, told.amount),
      reason: null,
      origin: 'provider',
      requestedBy: null,
      at: clock.now(),
    });
    order.beginRefund(clock.now());
    await refunds.add(refund);
    log.warn('provider_refund_adopted', { orderId: order.id, refundId: refund.id, providerRefundId: told.refundId });
    return refund;
  }

  /** The money that is owed for goods that were never given, given back by hand. */
  async #owed(order: Order, told: ProviderRefund): Promise<Refund | null> {
    if (order.status !== 'refund_pending' || told.reference !== null) return null;
    const open = await this.#deps.refunds.openOf(order.id);
    return (
      open.find(({ origin, providerRefundId, amount }) => origin === 'undeliverable' && !providerRefundId && amount.equals(told.amount)) ??
      null
    );
  }
}

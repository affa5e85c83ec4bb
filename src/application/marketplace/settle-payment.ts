import type { ProviderPayment } from '#application/shared/payment-provider.ts';
import type { Clock, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import type { AdoptVoid } from './adopt-void.ts';
import type { CompleteOrder } from './complete-order.ts';
import type { GiveBackReservations } from './give-back-reservations.ts';
import type { Orders } from './ports.ts';
import { isUnderpaid, UNDERPAYMENT_RETURNED } from './underpayment.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  completeOrder: CompleteOrder;
  giveBackReservations: GiveBackReservations;
  adoptVoid: AdoptVoid;
  clock: Clock;
  log: Log;
  metrics: Metrics;
};

/**
 * `quarantined`: the provider's facts contradict our order, so nothing moved and an operator has to look. `deferred`: it is to
 * be told again, once something else has come to its end; nothing moved either.
 */
export type Settlement = { result: 'settled' | 'unchanged' | 'unknown' } | { result: 'quarantined' | 'deferred'; reason: string };

/**
 * Takes what the provider says of a payment into its order: the one path for webhooks, reconciliation and answers. Safe
 * to repeat, and safe beside itself.
 */
export class SettlePayment {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** `isReturned` is whether an underpayment is back with the buyer, from whoever has asked the provider. */
  async execute(provider: string, payment: ProviderPayment, isReturned?: boolean): Promise<Settlement> {
    const { unitOfWork, metrics } = this.#deps;
    const settlement = await unitOfWork.run<Settlement>(async () => {
      const order = await this.#find(provider, payment);
      if (!order) return { result: 'unknown' };
      const reason = contradiction(order, provider, payment, isReturned);
      if (reason) {
        this.#deps.log.error('payment_quarantined', { orderId: order.id, paymentId: payment.paymentId, reason });
        return { result: 'quarantined', reason };
      }
      return { result: (await this.#apply(order, payment)) ? 'settled' : 'unchanged' };
    });
    if (settlement.result === 'quarantined') metrics.count('payments_quarantined', { provider });
    return settlement;
  }

  async #apply(order: Order, payment: ProviderPayment): Promise<boolean> {
    const { completeOrder, giveBackReservations, adoptVoid, clock, log } = this.#deps;
    const now = clock.now();
    const from = order.status;
    // An open payment is attached by whoever created it: news of it does not say how the buyer pays.
    if (payment.status === 'open') return false;
    if (!order.paymentId) order.attachPayment({ paymentId: payment.paymentId, clientSecret: null, payUrl: null }, now);
    if (isUnderpaid(payment)) {
      if (from !== 'pending') return false;
      order.fail(UNDERPAYMENT_RETURNED, now);
      await giveBackReservations.execute(order);
    } else if (payment.status === 'succeeded' && (from === 'pending' || from === 'failed' || from === 'canceled')) {
      if (from !== 'pending') log.warn('payment_succeeded_late', { orderId: order.id, was: from });
      await completeOrder.execute(order);
    } else if (payment.status === 'failed' && from === 'pending') {
      order.fail(payment.failure?.code.slice(0, 100) ?? 'PAYMENT_FAILED', now);
      await giveBackReservations.execute(order);
    } else if (payment.status === 'canceled' && from === 'pending') {
      order.cancel('PAYMENT_CANCELED', now);
      await giveBackReservations.execute(order);
    } else if (payment.status === 'canceled' && order.completedAt) {
      return adoptVoid.execute(order);
    } else {
      return false;
    }
    return true;
  }

  /** By the payment's id, else by our reference: a webhook may overtake the commit that stores the id. */
  async #find(provider: string, payment: ProviderPayment): Promise<Order | null> {
    const { orders } = this.#deps;
    const order = await orders.findByPaymentForUpdate(provider, payment.paymentId);
    return order ?? (payment.reference ? orders.findForUpdate(payment.reference) : null);
  }
}

function contradiction(order: Order, provider: string, payment: ProviderPayment, isReturned?: boolean): string | null {
  if (order.provider !== provider) return `the order is paid at ${order.provider ?? 'no provider'}`;
  if (order.paymentId && order.paymentId !== payment.paymentId) return 'the order has another payment';
  if (payment.namedOrders.some((id) => id !== order.id)) return 'the payment names another order';
  if (!payment.amount.equals(order.total)) return 'the amount or currency of the payment is not that of the order';
  if (isUnderpaid(payment) && !order.completedAt && (isReturned ?? order.failureCode === UNDERPAYMENT_RETURNED)) return null;
  if (payment.status === 'succeeded' && !payment.received.equals(order.total)) return 'the amount received is not that of the order';
  // One that failed may have been read before it was repeated; one that is canceled has come to its end.
  if (payment.status === 'canceled' && order.completedAt && !payment.received.isZero)
    return 'the payment was canceled, and some of it is still received';
  return null;
}

import type { ProviderRefund } from '#application/shared/payment-provider.ts';
import type { Clock, JobQueue, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { sharesBySeller } from '#domain/marketplace/order-item.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import type { AdoptRefund } from './adopt-refund.ts';
import type { Licences, Orders, Products, Refunds, SaleBooks, SellerSettlements } from './ports.ts';
import { ORDER_NOTICES } from './send-order-notices.ts';
import type { Settlement } from './settle-payment.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  refunds: Refunds;
  adoptRefund: AdoptRefund;
  licences: Licences;
  products: Products;
  books: SaleBooks;
  settlements: SellerSettlements;
  jobs: JobQueue;
  clock: Clock;
  log: Log;
  metrics: Metrics;
};

/** Takes what the provider says of a refund into our refund and its order. Safe to repeat, and safe beside itself. */
export class SettleRefund {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(provider: string, told: ProviderRefund): Promise<Settlement> {
    return this.#deps.unitOfWork.run(async () => {
      const found = await this.#find(provider, told);
      if (!found) return { result: 'unknown' };
      const { order, refund } = found;
      if (!told.amount.equals(refund.amount)) {
        this.#deps.log.error('refund_quarantined', { refundId: refund.id, providerRefundId: told.refundId });
        return { result: 'quarantined', reason: 'the amount or currency of the refund is not what was asked for' };
      }
      const from = refund.status;
      if (!refund.providerRefundId) refund.recordProviderId(told.refundId);
      if (!(await this.#apply(order, refund, told))) return { result: 'unchanged' };
      this.#deps.metrics.count('refund_transitions', { from, to: refund.status });
      return { result: 'settled' };
    });
  }

  async #apply(order: Order, refund: Refund, told: ProviderRefund): Promise<boolean> {
    const now = this.#deps.clock.now();
    const reason = told.failure ?? { code: 'REFUND_FAILED', message: 'the provider could not make the refund' };
    if (told.status === 'succeeded' && !refund.isTerminal) {
      refund.succeed(now);
      await this.#takeEffect(order, refund, now);
    } else if (told.status === 'succeeded' && refund.status === 'failed') {
      this.#deps.log.error('refund_succeeded_after_failure', { refundId: refund.id, orderId: order.id });
      order.requireRefundable(now, 0, false);
      order.beginRefund(now);
      refund.succeed(now);
      await this.#takeEffect(order, refund, now);
    } else if (told.status === 'failed' && refund.status === 'succeeded') {
      refund.fail(reason, now);
      this.#deps.log.error('refund_failed_after_success', { refundId: refund.id, orderId: order.id });
      await this.#undo(order, refund, now);
    } else if (told.status === 'failed' && !refund.isTerminal) {
      refund.fail(reason, now);
      order.dropRefund(now);
      await this.#deps.jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'refund_failed' });
    } else if (told.status === 'review' && (refund.status === 'pending' || refund.status === 'unresolved')) {
      refund.awaitReview(now);
    } else {
      return false;
    }
    return true;
  }

  async #takeEffect(order: Order, refund: Refund, now: Date): Promise<void> {
    const { licences, products, books, settlements, jobs } = this.#deps;
    order.settleRefund(refund.lines, now);
    await books.recordRefund(refund, now);
    await settlements.takeBack(order.id, refund.id, sharesBySeller(refund.lines, order.total.currency), now);
    const revoked = revokedProducts(order, refund);
    for (const licence of await licences.ofOrder(order.id)) if (revoked.includes(licence.productId)) licence.revoke(now);
    for (const product of await products.findManyForSale(revoked)) product.release(order.id, now);
    await jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'refunded' });
  }

  async #undo(order: Order, refund: Refund, now: Date): Promise<void> {
    const { licences, products, books, settlements, jobs } = this.#deps;
    const revoked = revokedProducts(order, refund);
    order.undoRefund(refund.lines, now);
    await books.undoRefund(refund, now);
    await settlements.giveAgain(order.id, refund.id, sharesBySeller(refund.lines, order.total.currency), now);
    const returned = await products.findManyForSale(revoked);
    const givenAgain = revoked.filter((id) => returned.find((product) => product.id === id)?.canBeGivenTo(order.id) ?? false);
    for (const product of returned) if (givenAgain.includes(product.id)) product.sellTo(order.id, now);
    for (const licence of await licences.ofOrder(order.id)) if (givenAgain.includes(licence.productId)) licence.reinstate();
    await jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'refund_failed' });
  }

  /** By the provider's id, else by our reference: a webhook may overtake the commit that stores the id. Order first, then refund. */
  async #find(provider: string, told: ProviderRefund): Promise<{ order: Order; refund: Refund } | null> {
    const { orders, refunds, adoptRefund } = this.#deps;
    const order = await orders.findByPaymentForUpdate(provider, told.paymentId);
    if (!order) return null;
    const known =
      (await refunds.findByProviderIdForUpdate(provider, told.refundId)) ??
      (told.reference ? await refunds.findForUpdate(told.reference) : null);
    const refund = known?.orderId === order.id ? known : await adoptRefund.execute(order, told);
    return refund && { order, refund };
  }
}

/** A full refund takes every licence back; a refund by line takes those of its lines; a part of the amount takes none. */
function revokedProducts(order: Order, refund: Refund): string[] {
  if (order.refundable.isZero) return order.items.map((item) => item.productId);
  return refund.byLine ? order.items.filter((item) => item.refundable === 0n && item.total > 0n).map((item) => item.productId) : [];
}

import type { ProviderRefund } from '#application/shared/payment-provider.ts';
import type { Clock, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Order } from '#domain/marketplace/order.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import { type AdoptRefund, RefundTooEarly } from './adopt-refund.ts';
import type { DropRefund } from './drop-refund.ts';
import { ORDER_NOTICES } from './jobs.ts';
import type { Orders, Refunds } from './ports.ts';
import type { RefundEffects } from './refund-effects.ts';
import type { Settlement } from './settle-payment.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  refunds: Refunds;
  adoptRefund: AdoptRefund;
  effects: RefundEffects;
  dropRefund: DropRefund;
  jobs: JobQueue;
  clock: Clock;
  log: Log;
};

/** Takes what the provider says of a refund into our refund and its order. Safe to repeat, and safe beside itself. */
export class SettleRefund {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(provider: string, told: ProviderRefund): Promise<Settlement> {
    try {
      return await this.#settle(provider, told);
    } catch (error) {
      if (error instanceof RefundTooEarly) return { result: 'deferred', reason: error.message };
      throw error;
    }
  }

  async #settle(provider: string, told: ProviderRefund): Promise<Settlement> {
    return this.#deps.unitOfWork.run(async () => {
      const found = await this.#find(provider, told);
      if (!found) return { result: 'unknown' };
      const { order, refund } = found;
      if (!told.amount.equals(refund.amount)) {
        this.#deps.log.error('refund_quarantined', { refundId: refund.id, providerRefundId: told.refundId });
        return { result: 'quarantined', reason: 'the amount or currency of the refund is not what was asked for' };
      }
      if (!refund.providerRefundId) refund.recordProviderId(told.refundId);
      if (isBeyondWhatIsLeft(order, refund, told)) {
        if (refund.status === 'pending' || refund.status === 'review') refund.giveUp();
        this.#deps.log.error('refund_beyond_what_is_left', { orderId: order.id, refundId: refund.id, providerRefundId: told.refundId });
        return { result: 'quarantined', reason: 'more went back to the buyer than was paid' };
      }
      if (!(await this.#apply(order, refund, told))) return { result: 'unchanged' };
      return { result: 'settled' };
    });
  }

  async #apply(order: Order, refund: Refund, told: ProviderRefund): Promise<boolean> {
    const { effects, dropRefund, clock } = this.#deps;
    const now = clock.now();
    const reason = told.failure ?? { code: 'REFUND_FAILED', message: 'the provider could not make the refund' };
    if (told.status === 'succeeded' && !refund.isTerminal) {
      refund.succeed(now);
      await effects.apply(order, refund, now);
    } else if (told.status === 'succeeded' && refund.status === 'failed') {
      this.#deps.log.error('refund_succeeded_after_failure', { refundId: refund.id, orderId: order.id });
      if (refund.origin !== 'undeliverable') order.requireRefundable(now, null);
      refund.succeed(now);
      await effects.apply(order, refund, now);
    } else if (told.status === 'failed' && refund.status === 'succeeded') {
      refund.fail(reason, now);
      this.#deps.log.error('refund_failed_after_success', { refundId: refund.id, orderId: order.id });
      await effects.undo(order, refund, now);
    } else if (told.status === 'failed' && !refund.isTerminal) {
      await dropRefund.execute(order, refund, reason);
      if (refund.origin !== 'undeliverable') await this.#deps.jobs.enqueue(ORDER_NOTICES, { orderId: order.id, event: 'refund_failed' });
    } else if (told.status === 'review' && (refund.status === 'pending' || refund.status === 'unresolved')) {
      refund.awaitReview(now);
    } else {
      return false;
    }
    return true;
  }

  /** By the provider's id, else by our reference: a webhook may overtake the commit that stores the id. Order first, then refund. */
  async #find(provider: string, told: ProviderRefund): Promise<{ order: Order; refund: Refund } | null> {
    const { orders, refunds, adoptRefund, log } = this.#deps;
    const order = await orders.findByPaymentForUpdate(provider, told.paymentId);
    if (!order) return null;
    const byId = await refunds.findByProviderIdForUpdate(provider, told.refundId);
    const known = byId ?? (told.reference ? await refunds.findForUpdate(told.reference) : null);
    const first = known?.providerRefundId;
    const isSecond = first !== null && first !== undefined && first !== told.refundId;
    if (isSecond && told.status !== 'failed') log.error('refund_made_twice', { refundId: known?.id, first, second: told.refundId });
    const refund = known?.orderId === order.id && !isSecond ? known : await adoptRefund.execute(order, told);
    return refund && { order, refund };
  }
}

/** A dispute may be lost while a refund of the same payment is under way. */
function isBeyondWhatIsLeft(order: Order, refund: Refund, told: ProviderRefund): boolean {
  return told.status === 'succeeded' && refund.status !== 'succeeded' && refund.amount.isMoreThan(order.refundable);
}

import type { PaymentProviders } from '#application/shared/payment-provider.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import type { PaidOrder, SaleChecks } from './ports.ts';
import type { RecordDispute } from './record-dispute.ts';
import type { SettlePayment } from './settle-payment.ts';
import type { SettleRefund } from './settle-refund.ts';
import { isUnderpaymentReturned } from './underpayment.ts';

type Deps = {
  checks: SaleChecks;
  providers: PaymentProviders;
  settlePayment: SettlePayment;
  settleRefund: SettleRefund;
  recordDispute: RecordDispute;
  unitOfWork: UnitOfWork;
  clock: Clock;
  log: Log;
};
const BATCH = 50;
/** Card schemes let a payment be disputed for 120 days; refunds in a dashboard come earlier. */
const WATCHED_MS = 120 * 86_400_000;

/**
 * Looks for what happened at the provider after an order had come to its end with us, and of which no webhook told: refunds
 * that were made there, refunds that failed after all, disputes, late payments. In turn over all orders with a payment, those
 * first that were not looked at for the longest. One that cannot be read waits for its next turn, and keeps nobody else from theirs.
 */
export class ReconcilePaidOrders {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many orders it looked at. */
  async execute({ onUnanswered }: Turn = {}): Promise<number> {
    const { checks, unitOfWork, clock, log } = this.#deps;
    const now = clock.now();
    const orders = await checks.settledOrders(new Date(now.getTime() - WATCHED_MS), BATCH);
    for (const order of orders) {
      try {
        await unitOfWork.run(() => checks.recordOrder(order.id, now));
        await this.#look(order);
      } catch (error) {
        log.warn('paid_order_not_checked', { orderId: order.id, cause: String(error) });
        onUnanswered?.();
      }
    }
    return orders.length;
  }

  async #look({ id, provider: name, paymentId }: PaidOrder): Promise<void> {
    const { providers, settlePayment, settleRefund, recordDispute, log } = this.#deps;
    const provider = providers.named(name);
    if (!provider) throw new Error(`provider ${name} is not configured`);
    const payment = await provider.getPayment(paymentId);
    if (!payment) throw new Error('the provider does not know the payment');
    const { result: paid } = await settlePayment.execute(provider.name, payment, await isUnderpaymentReturned(provider, payment));
    if (payment.status !== 'succeeded') return;
    if (paid === 'settled') log.info('payment_found_at_provider', { orderId: id, paymentId });
    for (const refund of await provider.listRefunds(paymentId)) {
      const { result } = await settleRefund.execute(provider.name, refund);
      if (result === 'settled') log.info('refund_found_at_provider', { orderId: id, providerRefundId: refund.refundId });
    }
    for (const dispute of await provider.listDisputes(paymentId)) {
      const { result } = await recordDispute.execute(provider.name, dispute);
      if (result === 'settled') log.info('dispute_found_at_provider', { orderId: id, providerDisputeId: dispute.disputeId });
    }
  }
}

import type { PaymentProviders } from '#application/shared/payment-provider.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { PaidOrder, PaidOrderChecks } from './ports.ts';
import type { SettleRefund } from './settle-refund.ts';

type Deps = {
  checks: PaidOrderChecks;
  providers: PaymentProviders;
  settleRefund: SettleRefund;
  unitOfWork: UnitOfWork;
  clock: Clock;
  log: Log;
};
const BATCH = 50;
/** Card schemes let a payment be disputed for 120 days; refunds in a dashboard come earlier. */
const WATCHED_MS = 120 * 86_400_000;

/**
 * Looks for refunds that were made at the provider without us, and of which no webhook told: in turn over all paid orders,
 * those first that were not looked at for the longest.
 */
export class ReconcilePaidOrders {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many orders it looked at. */
  async execute(): Promise<number> {
    const { checks, unitOfWork, clock, log } = this.#deps;
    const now = clock.now();
    const orders = await checks.longestUnchecked(new Date(now.getTime() - WATCHED_MS), BATCH);
    for (const order of orders) {
      try {
        await this.#look(order);
        await unitOfWork.run(() => checks.record(order.id, now));
      } catch (error) {
        log.warn('paid_order_not_checked', { orderId: order.id, cause: String(error) });
      }
    }
    return orders.length;
  }

  async #look({ id, provider: name, paymentId }: PaidOrder): Promise<void> {
    const { providers, settleRefund, log } = this.#deps;
    const provider = providers.named(name);
    if (!provider) throw new Error(`provider ${name} is not configured`);
    for (const refund of await provider.listRefunds(paymentId)) {
      const { result } = await settleRefund.execute(provider.name, refund);
      if (result === 'settled') log.info('refund_found_at_provider', { orderId: id, providerRefundId: refund.refundId });
    }
  }
}

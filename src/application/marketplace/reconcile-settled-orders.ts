import type { PaymentProvider, PaymentProviders, ProviderRefund } from '#application/shared/payment-provider.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { OrderSnapshot, Orders, Refunds, SettledSales } from './ports.ts';
import type { SettlePayment } from './settle-payment.ts';
import type { SettleRefund } from './settle-refund.ts';
import { snapshotOrder } from './snapshots.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  refunds: Refunds;
  settled: SettledSales;
  providers: PaymentProviders;
  settlePayment: SettlePayment;
  settleRefund: SettleRefund;
  clock: Clock;
  log: Log;
};
const BATCH = 50;
const DAY_MS = 86_400_000;
const WATCHED_MS = 90 * DAY_MS;

/**
 * Looks once a day at what was settled in the last 90, the longest unseen first: a provider may have been paid late, or have
 * refunded, or have failed to, without a webhook that arrived. Safe to repeat, and safe beside the live webhook.
 */
export class ReconcileSettledOrders {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many orders it looked at. With `all`, those looked at today too. */
  async execute({ all }: { all: boolean }): Promise<number> {
    const { unitOfWork, orders, settled, clock, log } = this.#deps;
    const now = clock.now().getTime();
    const ids = await settled.due({ placedAfter: new Date(now - WATCHED_MS), checkedBefore: new Date(now - (all ? 0 : DAY_MS)) }, BATCH);
    for (const id of ids) {
      try {
        const order = await unitOfWork.run(async () => {
          await settled.noteChecked(id, clock.now());
          const found = await orders.find(id);
          return found && snapshotOrder(found);
        });
        if (order) await this.#look(order);
      } catch (error) {
        log.warn('settled_order_not_reconciled', { orderId: id, cause: String(error) });
      }
    }
    return ids.length;
  }

  async #look(order: OrderSnapshot): Promise<void> {
    const { providers, settlePayment, settleRefund, log } = this.#deps;
    const provider = providers.named(order.provider ?? '');
    if (!provider) throw new Error(`provider ${order.provider} is not configured`);
    const actions: string[] = [];
    const payment = await provider.getPayment(order.paymentId ?? '');
    if (payment?.status === 'succeeded') actions.push(`payment ${(await settlePayment.execute(provider.name, payment)).result}`);
    for (const refund of await this.#refundsOf(order, provider)) {
      actions.push(`refund ${(await settleRefund.execute(provider.name, refund)).result}`);
    }
    if (actions.some((action) => !action.endsWith('unchanged'))) {
      log.info('settled_order_reconciled', { orderId: order.id, status: order.status, actions });
    }
  }

  /** A refund that failed before we ever heard of it moved nothing. */
  async #refundsOf(order: OrderSnapshot, provider: PaymentProvider): Promise<ProviderRefund[]> {
    const { unitOfWork, refunds } = this.#deps;
    const told = await provider.listRefunds(order.paymentId ?? '');
    const known = (refund: ProviderRefund) =>
      unitOfWork.run(async () => (await refunds.findByProviderIdForUpdate(provider.name, refund.refundId)) !== null);
    const relevant: ProviderRefund[] = [];
    for (const refund of told) if (refund.status !== 'failed' || (await known(refund))) relevant.push(refund);
    return relevant;
  }
}

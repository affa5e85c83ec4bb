import type { PaymentProviders, ProviderPayment, ProviderPaymentStatus } from '#application/shared/payment-provider.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import { KEY_LIFETIME_MS } from './call-limits.ts';
import type { GiveBackReservations } from './give-back-reservations.ts';
import type { OpenPayment } from './open-payment.ts';
import type { OrderSnapshot, Orders, ReconcileTerms, SaleChecks, SaleTerms } from './ports.ts';
import type { SettlePayment } from './settle-payment.ts';
import { snapshotOrder } from './snapshots.ts';
import { isUnderpaymentReturned } from './underpayment.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  checks: SaleChecks;
  providers: PaymentProviders;
  settlePayment: SettlePayment;
  openPayment: OpenPayment;
  giveBackReservations: GiveBackReservations;
  clock: Clock;
  log: Log;
  terms: SaleTerms;
  reconcileTerms: ReconcileTerms;
};
const BATCH = 50;

/** What was done, and against which state at the provider; null when it knows no such payment. */
type Done = { action: string; against: ProviderPaymentStatus | null };

/** Brings pending orders to their end by reading the provider. Safe to repeat, and safe beside the live webhook. */
export class ReconcileOrders {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many orders it looked at. With `all`, those that are not stuck yet too. */
  async execute({ all = false, onUnanswered }: Turn): Promise<number> {
    const { checks, clock, log, reconcileTerms } = this.#deps;
    const before = new Date(clock.now().getTime() - (all ? 0 : reconcileTerms.orderStuckAfterMs));
    const ids = [
      ...(await checks.pendingOrders('with-payment', before, BATCH)),
      ...(await checks.pendingOrders('without-payment', before, BATCH)),
    ];
    for (const id of ids) {
      const order = await this.#takeUp(id);
      if (order?.status !== 'pending') continue;
      const waitedMs = clock.now().getTime() - order.createdAt.getTime();
      try {
        const done = order.paymentId ? await this.#settle(order, order.paymentId, waitedMs) : await this.#recover(order, waitedMs);
        log.info('order_reconciled', { orderId: id, was: order.status, ...done, waitedMs });
      } catch (error) {
        log.warn('order_not_reconciled', { orderId: id, waitedMs, cause: String(error) });
        onUnanswered?.();
      }
    }
    return ids.length;
  }

  async #settle(order: OrderSnapshot, paymentId: string, waitedMs: number): Promise<Done> {
    const { providers, settlePayment, terms } = this.#deps;
    const provider = providers.named(order.provider ?? '');
    if (!provider) throw new Error(`provider ${order.provider} is not configured`);
    const payment = await provider.getPayment(paymentId);
    if (!payment) throw new Error('the provider does not know the payment');
    const against = payment.status;
    const hasExpired = waitedMs >= terms.orderExpiryMs;
    if (against !== 'open') {
      const isReturned = hasExpired && (await isUnderpaymentReturned(provider, payment));
      return { action: (await settlePayment.execute(provider.name, payment, isReturned)).result, against };
    }
    if (!hasExpired) return { action: 'still open', against };
    const answer = await provider.cancelPayment(order.id, paymentId);
    if (answer.outcome !== 'accepted') return { action: `expiry ${answer.outcome}`, against };
    return { action: (await settlePayment.execute(provider.name, answer.value)).result, against: answer.value.status };
  }

  async #recover(order: OrderSnapshot, waitedMs: number): Promise<Done> {
    const { providers, settlePayment, openPayment } = this.#deps;
    const provider = providers.named(order.provider ?? '');
    if (!provider) throw new Error(`provider ${order.provider} is not configured`);
    const created = await provider.findPayment(order.id);
    if (created) {
      const { result } = await settlePayment.execute(provider.name, await this.#attached(order, created));
      return { action: `found: ${result}`, against: created.payment.status };
    }
    if (waitedMs < provider.callEndsWithinMs) return { action: 'being asked for', against: null };
    if (waitedMs < KEY_LIFETIME_MS) {
      const { status } = await openPayment.open(order);
      return { action: status === 'failed' ? 'refused' : 'asked again', against: null };
    }
    await this.#abandon(order.id);
    return { action: 'abandoned', against: null };
  }

  async #attached(
    order: OrderSnapshot,
    created: { payment: ProviderPayment; clientSecret: string | null; payUrl: string | null },
  ): Promise<ProviderPayment> {
    const { unitOfWork, orders, clock } = this.#deps;
    await unitOfWork.run(async () => {
      const row = await orders.findForUpdate(order.id);
      row?.attachPayment({ ...created, paymentId: created.payment.paymentId }, clock.now());
    });
    return created.payment;
  }

  async #abandon(orderId: string): Promise<void> {
    const { unitOfWork, orders, giveBackReservations, clock, log } = this.#deps;
    await unitOfWork.run(async () => {
      const order = await orders.findForUpdate(orderId);
      if (order?.status !== 'pending' || order.paymentId) return;
      order.fail('PAYMENT_NEVER_CREATED', clock.now());
      await giveBackReservations.execute(order);
      log.error('order_payment_never_created', { orderId });
    });
  }

  #takeUp(id: string): Promise<OrderSnapshot | null> {
    const { unitOfWork, orders, checks, clock } = this.#deps;
    return unitOfWork.run(async () => {
      await checks.recordOrder(id, clock.now());
      const order = await orders.find(id);
      return order && snapshotOrder(order);
    });
  }
}

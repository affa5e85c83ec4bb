import { NotFound } from '#application/shared/errors.ts';
import type { Once } from '#application/shared/idempotency.ts';
import type { CreatedPayment, Outcome, PaymentProviders } from '#application/shared/payment-provider.ts';
import type { Clock, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { DomainError } from '#domain/shared/domain-error.ts';
import { PaymentProviderUnavailable, PaymentRefused } from './errors.ts';
import type { GiveBackReservations } from './give-back-reservations.ts';
import type { OrderSnapshot, Orders, SaleTerms } from './ports.ts';
import { snapshotOrder } from './snapshots.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  providers: PaymentProviders;
  giveBackReservations: GiveBackReservations;
  jobs: JobQueue;
  clock: Clock;
  log: Log;
  terms: SaleTerms;
};
const ASK_AGAIN_AFTER_MS = 15_000;
export const OPEN_PAYMENT = 'open-payment';

/** Asks the provider for the payment of a pending order. Safe to repeat: the order's id is the key. */
export class OpenPayment {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(orderId: string): Promise<OrderSnapshot> {
    const { unitOfWork, orders } = this.#deps;
    const order = await unitOfWork.run(async () => {
      const found = await orders.find(orderId);
      if (!found) throw new NotFound('order');
      return snapshotOrder(found);
    });
    return this.open(order);
  }

  /**
   * For whoever has just read the order. An unknown answer throws nothing: the order stays pending and is asked for again.
   * @throws {PaymentRefused | PaymentProviderUnavailable}
   */
  async open(order: OrderSnapshot, once?: Once<OrderSnapshot>): Promise<OrderSnapshot> {
    const { unitOfWork, providers } = this.#deps;
    if (order.status !== 'pending' || order.paymentId) return unitOfWork.run(() => this.#finish(order, once));
    const provider = providers.named(order.provider ?? '');
    if (!provider) throw new PaymentProviderUnavailable();
    const answer = await provider.createPayment(order.id, {
      orderId: order.id,
      amount: order.total,
      description: `Order ${order.id}`,
      returnUrl: this.#deps.terms.returnUrl(order.id),
    });
    return this.#settle(order.id, answer, once);
  }

  async #settle(orderId: string, answer: Outcome<CreatedPayment>, once?: Once<OrderSnapshot>): Promise<OrderSnapshot> {
    const { unitOfWork, orders, giveBackReservations, jobs, clock, log } = this.#deps;
    const refusal = answer.outcome === 'declined' ? new PaymentRefused(answer.failure) : null;
    const settled = await unitOfWork.run(async () => {
      const order = await orders.findForUpdate(orderId);
      if (!order) throw new NotFound('order');
      if (answer.outcome === 'accepted') {
        order.attachPayment({ ...answer.value, paymentId: answer.value.payment.paymentId }, clock.now());
      } else if (refusal && order.status === 'pending' && !order.paymentId) {
        order.fail(refusal.code, clock.now());
        await giveBackReservations.execute(order);
      } else if (answer.outcome === 'unknown') {
        log.warn('payment_outcome_unknown', { orderId, cause: String(answer.cause) });
        await jobs.enqueue(OPEN_PAYMENT, { orderId }, { startAfter: new Date(clock.now().getTime() + ASK_AGAIN_AFTER_MS), key: orderId });
      }
      return this.#finish(snapshotOrder(order), once, refusal ?? undefined);
    });
    if (refusal) throw refusal;
    return settled;
  }

  async #finish(order: OrderSnapshot, once?: Once<OrderSnapshot>, refusal?: DomainError): Promise<OrderSnapshot> {
    await once?.finish(refusal ?? order);
    return order;
  }
}

import { NotFound } from '#application/shared/errors.ts';
import type { Once } from '#application/shared/idempotency.ts';
import { orThrow } from '#application/shared/or-throw.ts';
import type { CreatedPayment, Outcome, PaymentProvider, PaymentProviders } from '#application/shared/payment-provider.ts';
import type { Clock, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import { KEY_LIFETIME_MS } from './call-limits.ts';
import { PaymentProviderUnavailable, PaymentRefused } from './errors.ts';
import type { GiveBackReservations } from './give-back-reservations.ts';
import { OPEN_PAYMENT } from './jobs.ts';
import { lookUp } from './look-up.ts';
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
const ASK_AGAIN_AFTER_MS = { least: 15_000, most: 3_600_000 };

/** Asks the provider for the payment of a pending order. The order's id is the key, so that a repeat opens no second one. */
export class OpenPayment {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * For whoever finds the order half-way: its payment is looked up before it is asked for again, and left to reconciliation
   * once the provider may have forgotten the key. @throws {PaymentProviderUnavailable} and {PaymentRefused} to whoever waits,
   * with `once`.
   */
  async execute(orderId: string, once?: Once<OrderSnapshot>): Promise<OrderSnapshot> {
    const { unitOfWork, orders } = this.#deps;
    const order = await unitOfWork.run(async () => {
      const found = await orders.find(orderId);
      if (!found) throw new NotFound('order');
      return snapshotOrder(found);
    });
    if (order.status !== 'pending' || order.paymentId) return this.#conclude(order, once);
    const provider = this.#providerOf(order);
    const found = await lookUp(() => provider.findPayment(order.id));
    if (found) return this.#settle(order.id, found, once);
    return this.#keyIsKept(order) ? this.open(order, once) : this.#conclude(order, once);
  }

  /**
   * For whoever has just placed the order, or looked its payment up. An unknown answer throws nothing: the order stays pending
   * and is asked for again. @throws {PaymentProviderUnavailable} and {PaymentRefused} to whoever waits
   */
  async open(order: OrderSnapshot, once?: Once<OrderSnapshot>): Promise<OrderSnapshot> {
    const answer = await this.#providerOf(order).createPayment(order.id, {
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
    const told = await unitOfWork.run(async () => {
      const order = await orders.findForUpdate(orderId);
      if (!order) throw new NotFound('order');
      if (answer.outcome === 'accepted') {
        order.attachPayment({ ...answer.value, paymentId: answer.value.payment.paymentId }, clock.now());
      } else if (refusal && order.status === 'pending' && !order.paymentId) {
        if (answer.outcome === 'declined' && answer.failure.ours) log.error('payment_provider_refused_us', { orderId, ...answer.failure });
        order.fail(refusal.code, clock.now());
        await giveBackReservations.execute(order);
      } else if (answer.outcome === 'unknown') {
        log.warn('payment_outcome_unknown', { orderId, cause: String(answer.cause) });
        if (this.#keyIsKept(order)) await jobs.enqueue(OPEN_PAYMENT, { orderId }, { startAfter: this.#nextAsk(order), key: orderId });
      }
      return this.#tell(once && refusal && order.status === 'failed' ? refusal : snapshotOrder(order), once);
    });
    return orThrow(told);
  }

  /** A request that was cut off is answered with what has become of its order. */
  async #conclude(order: OrderSnapshot, once?: Once<OrderSnapshot>): Promise<OrderSnapshot> {
    const reason = { code: order.failureCode ?? 'PAYMENT_FAILED', message: 'the payment of this order failed' };
    const isRefused = once && order.status === 'failed';
    return orThrow(await this.#deps.unitOfWork.run(() => this.#tell(isRefused ? new PaymentRefused(reason) : order, once)));
  }

  #providerOf(order: OrderSnapshot): PaymentProvider {
    const provider = this.#deps.providers.named(order.provider ?? '');
    if (!provider) throw new PaymentProviderUnavailable();
    return provider;
  }

  #keyIsKept({ createdAt }: { createdAt: Date }): boolean {
    return this.#deps.clock.now().getTime() - createdAt.getTime() < KEY_LIFETIME_MS;
  }

  /** As much later as it has waited by now: ever more rarely. */
  #nextAsk({ createdAt }: { createdAt: Date }): Date {
    const now = this.#deps.clock.now().getTime();
    const { least, most } = ASK_AGAIN_AFTER_MS;
    return new Date(now + Math.min(Math.max(now - createdAt.getTime(), least), most));
  }

  async #tell(told: OrderSnapshot | PaymentRefused, once?: Once<OrderSnapshot>): Promise<OrderSnapshot | PaymentRefused> {
    await once?.finish(told);
    return told;
  }
}

import { NotFound } from '#application/shared/errors.ts';
import type { Once } from '#application/shared/idempotency.ts';
import { orThrow } from '#application/shared/or-throw.ts';
import type { Outcome, PaymentProviders, ProviderRefund } from '#application/shared/payment-provider.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import type { DropRefund } from './drop-refund.ts';
import { RefundRefused } from './errors.ts';
import { lookUp } from './look-up.ts';
import type { Orders, ReconcileTerms, RefundSnapshot, Refunds } from './ports.ts';
import { snapshotRefund } from './snapshots.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  refunds: Refunds;
  providers: PaymentProviders;
  dropRefund: DropRefund;
  clock: Clock;
  log: Log;
  terms: ReconcileTerms;
};

/**
 * Asks the provider for a reserved refund, and settles its answer. The refund's id is the key, so a repeat moves no money
 * twice. Even a provider that says `succeeded` leaves it pending: only the provider's record, read later, is the truth. Whoever
 * waits for the answer is told of the refund as it was asked for, whatever has become of it meanwhile, or that it was refused.
 */
export class IssueRefund {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * For whoever finds the refund half-way: it is looked up before it is asked for again, and left to reconciliation once that
   * may give it up. @throws {RefundRefused} to whoever waits, with `once`. An unknown answer throws nothing: reconciliation
   * finds out.
   */
  async execute(refundId: string, once?: Once<RefundSnapshot>): Promise<RefundSnapshot> {
    const { unitOfWork, refunds, providers } = this.#deps;
    const refund = await unitOfWork.run(async () => {
      const found = await refunds.find(refundId);
      if (!found) throw new NotFound('refund');
      return snapshotRefund(found);
    });
    const provider = providers.named(refund.provider);
    if (!provider || refund.status !== 'pending' || refund.providerRefundId) return this.#conclude(refund, once);
    const found = await lookUp(() => provider.findRefund(refund.id, refund.paymentId));
    return found ? this.#settle(refund, found, once) : this.askAgain(refundId, once);
  }

  /** For whoever has looked it up: the provider knows nothing of it. @throws {RefundRefused} to whoever waits */
  async askAgain(refundId: string, once?: Once<RefundSnapshot>): Promise<RefundSnapshot> {
    const { unitOfWork, refunds, clock } = this.#deps;
    const { refund, begun } = await unitOfWork.run(async () => {
      const found = await refunds.findForUpdate(refundId);
      if (!found) throw new NotFound('refund');
      const begun = !found.isTerminal && !found.providerRefundId && !this.#mayBeGivenUp(found);
      if (begun) found.beginAsking(clock.now());
      return { refund: snapshotRefund(found), begun };
    });
    return begun ? this.ask(refund, once) : this.#conclude(refund, once);
  }

  /** For whoever has just reserved the refund: from then on it counts as being asked for. @throws {RefundRefused} to whoever waits */
  async ask(refund: RefundSnapshot, once?: Once<RefundSnapshot>): Promise<RefundSnapshot> {
    const provider = this.#deps.providers.named(refund.provider);
    if (!provider) return this.#conclude(refund, once);
    const { id: refundId, orderId, paymentId, amount } = refund;
    const answer = await provider.createRefund(refundId, { orderId, refundId, paymentId, amount });
    return this.#settle(refund, answer, once, refund.askedSince);
  }

  async #settle(
    issued: RefundSnapshot,
    answer: Outcome<ProviderRefund>,
    once?: Once<RefundSnapshot>,
    callBegunAt: Date | null = null,
  ): Promise<RefundSnapshot> {
    const { unitOfWork, orders, refunds, dropRefund, log } = this.#deps;
    const told = await unitOfWork.run(async () => {
      const order = await orders.findForUpdate(issued.orderId);
      const refund = await refunds.findForUpdate(issued.id);
      if (!order || !refund) throw new NotFound('refund');
      if (callBegunAt) refund.endAsking(callBegunAt);
      if (answer.outcome === 'accepted' && !refund.providerRefundId) {
        refund.recordProviderId(answer.value.refundId);
      } else if (answer.outcome === 'declined' && refund.status === 'pending' && !refund.providerRefundId) {
        if (answer.failure.ours) log.error('payment_provider_refused_us', { refundId: refund.id, ...answer.failure });
        await dropRefund.execute(order, refund, answer.failure);
      } else if (answer.outcome === 'unknown') {
        log.warn('refund_outcome_unknown', { refundId: refund.id, cause: String(answer.cause) });
      }
      const isRefused = once && answer.outcome === 'declined' && refund.status === 'failed';
      return this.#tell(isRefused ? new RefundRefused(answer.failure) : issued, once);
    });
    return orThrow(told);
  }

  #mayBeGivenUp({ origin, createdAt }: Refund): boolean {
    const { clock, terms } = this.#deps;
    return origin !== 'undeliverable' && clock.now().getTime() - createdAt.getTime() >= terms.refundOrphanAfterMs;
  }

  /** A request that was cut off is answered with what has become of its refund. */
  async #conclude(refund: RefundSnapshot, once?: Once<RefundSnapshot>): Promise<RefundSnapshot> {
    const reason = { code: refund.failureCode ?? 'REFUND_FAILED', message: refund.failureMessage ?? 'it failed' };
    const isRefused = once && refund.status === 'failed';
    return orThrow(await this.#deps.unitOfWork.run(() => this.#tell(isRefused ? new RefundRefused(reason) : refund, once)));
  }

  async #tell(told: RefundSnapshot | RefundRefused, once?: Once<RefundSnapshot>): Promise<RefundSnapshot | RefundRefused> {
    await once?.finish(told);
    return told;
  }
}

import type { PaymentProvider, PaymentProviders, ProviderRefund, ProviderRefundStatus } from '#application/shared/payment-provider.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';
import { isCallUnderWay } from './call-limits.ts';
import type { DropRefund } from './drop-refund.ts';
import type { IssueRefund } from './issue-refund.ts';
import type { Orders, ReconcileTerms, RefundSnapshot, Refunds, SaleChecks } from './ports.ts';
import type { SettleRefund } from './settle-refund.ts';
import { snapshotRefund } from './snapshots.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  refunds: Refunds;
  checks: SaleChecks;
  providers: PaymentProviders;
  settleRefund: SettleRefund;
  issueRefund: IssueRefund;
  dropRefund: DropRefund;
  clock: Clock;
  log: Log;
  terms: ReconcileTerms;
};
const BATCH = 50;
const NEVER_CREATED = { code: 'REFUND_NEVER_CREATED', message: 'the payment provider never received this refund' };
const REVIEW_ALARM_MS = 72 * 3_600_000;

/** What was done, and against which state at the provider; null when it knows no such refund. */
type Done = { action: string; against: ProviderRefundStatus | null };

/** Brings open refunds to their end by reading the provider. Safe to repeat, and safe beside the live webhook. */
export class ReconcileRefunds {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers how many refunds it looked at. With `all`, those that are not stuck yet too. */
  async execute({ all = false, onUnanswered }: Turn): Promise<number> {
    const { checks, clock, log, terms } = this.#deps;
    const before = (age: number) => new Date(clock.now().getTime() - (all ? 0 : age));
    const ids = [
      ...(await checks.openRefunds('with-provider-id', before(terms.refundStuckAfterMs), BATCH)),
      ...(await checks.openRefunds('without-provider-id', before(terms.refundOrphanAfterMs), BATCH)),
    ];
    for (const id of ids) {
      const refund = await this.#takeUp(id);
      if (!refund || refund.status === 'succeeded' || refund.status === 'failed') continue;
      const waitedMs = clock.now().getTime() - refund.createdAt.getTime();
      try {
        const done = await this.#reconcile(refund, waitedMs);
        log.info('refund_reconciled', { refundId: id, orderId: refund.orderId, was: refund.status, ...done, waitedMs });
      } catch (error) {
        log.warn('refund_not_reconciled', { refundId: id, orderId: refund.orderId, waitedMs, cause: String(error) });
        onUnanswered?.();
      }
    }
    return ids.length;
  }

  async #reconcile(refund: RefundSnapshot, waitedMs: number): Promise<Done> {
    const { providers, issueRefund, settleRefund, clock, log, terms } = this.#deps;
    const provider = providers.named(refund.provider);
    if (!provider) throw new Error(`provider ${refund.provider} is not configured`);
    const mayStillArrive = isCallUnderWay(provider, refund.askedSince, clock.now());
    const told = await find(provider, refund);
    if (told) {
      if (told.status === 'review' && waitedMs > REVIEW_ALARM_MS) log.error('refund_in_review_for_long', { refundId: refund.id, waitedMs });
      return { action: (await settleRefund.execute(provider.name, told)).result, against: told.status };
    }
    if (refund.providerRefundId) throw new Error('the provider does not know the refund');
    if (mayStillArrive) return { action: 'being asked for', against: null };
    if (refund.origin === 'undeliverable') {
      const made = await madeInDashboard(provider, refund);
      if (made) return { action: `found: ${(await settleRefund.execute(provider.name, made)).result}`, against: made.status };
      await issueRefund.askAgain(refund.id);
      return { action: 'asked again', against: null };
    }
    if (waitedMs < terms.refundOrphanAfterMs) return { action: 'not given up yet', against: null };
    await this.#drop(provider, refund);
    return { action: 'dropped', against: null };
  }

  /** The provider never took it up: the order is as it was, and the buyer may ask again. */
  async #drop(provider: PaymentProvider, orphan: RefundSnapshot): Promise<void> {
    const { unitOfWork, orders, refunds, dropRefund, clock, log } = this.#deps;
    await unitOfWork.run(async () => {
      const order = await orders.findForUpdate(orphan.orderId);
      const refund = await refunds.findForUpdate(orphan.id);
      if (!order || !refund || refund.isTerminal || refund.providerRefundId) return;
      if (isCallUnderWay(provider, refund.askedSince, clock.now())) return;
      await dropRefund.execute(order, refund, NEVER_CREATED);
      log.error('refund_never_created', { refundId: refund.id, orderId: order.id });
    });
  }

  #takeUp(id: string): Promise<RefundSnapshot | null> {
    const { unitOfWork, refunds, checks, clock } = this.#deps;
    return unitOfWork.run(async () => {
      await checks.recordRefund(id, clock.now());
      const refund = await refunds.find(id);
      return refund && snapshotRefund(refund);
    });
  }
}

function find(provider: PaymentProvider, refund: RefundSnapshot): Promise<ProviderRefund | null> {
  return refund.providerRefundId ? provider.getRefund(refund.providerRefundId) : provider.findRefund(refund.id, refund.paymentId);
}

/** What the provider refuses, an operator may give back in its dashboard. */
async function madeInDashboard(provider: PaymentProvider, { paymentId, amount }: RefundSnapshot): Promise<ProviderRefund | null> {
  const made = await provider.listRefunds(paymentId);
  return made.find((refund) => refund.reference === null && refund.status !== 'failed' && refund.amount.equals(amount)) ?? null;
}

import type { ProviderDispute } from '#application/shared/payment-provider.ts';
import type { Clock, Ids, Log, UnitOfWork } from '#application/shared/ports.ts';
import { Dispute } from '#domain/marketplace/dispute.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { splitRefund } from '#domain/marketplace/order-item.ts';
import { Refund } from '#domain/marketplace/refund.ts';
import type { Disputes, Orders, Refunds, SaleBooks, SellerSettlements } from './ports.ts';
import type { RefundEffects } from './refund-effects.ts';
import type { Settlement } from './settle-payment.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  orders: Orders;
  disputes: Disputes;
  refunds: Refunds;
  effects: RefundEffects;
  books: SaleBooks;
  settlements: SellerSettlements;
  ids: Ids;
  clock: Clock;
  log: Log;
};

/**
 * Takes what the provider says of a dispute into the order. While it is open the sellers' transfers are held; won, they are
 * released; lost, it is a refund that the provider took, and its fee is the platform's loss. Safe to repeat.
 */
export class RecordDispute {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(provider: string, told: ProviderDispute): Promise<Settlement> {
    const { unitOfWork, orders, disputes, log } = this.#deps;
    return unitOfWork.run(async () => {
      const order = await orders.findByPaymentForUpdate(provider, told.paymentId);
      if (!order) return { result: 'unknown' };
      if (!order.completedAt) return { result: 'deferred', reason: 'nothing is known of a payment of this order yet' };
      if (told.amount.currency !== order.total.currency) return { result: 'quarantined', reason: 'the dispute is in another currency' };
      const known = await disputes.findForUpdate(provider, told.disputeId);
      const dispute = known ?? (await this.#open(order, provider, told));
      if (known && (known.status === told.status || isUnderAppeal(known, told))) return { result: 'unchanged' };
      const from = known ? known.status : 'none';
      await this.#apply(order, dispute, told);
      await this.#follow(order);
      log.warn('dispute_recorded', { orderId: order.id, disputeId: dispute.id, from, to: dispute.status });
      return { result: 'settled' };
    });
  }

  async #open(order: Order, provider: string, told: ProviderDispute): Promise<Dispute> {
    const { disputes, ids, clock } = this.#deps;
    const now = clock.now();
    const { disputeId: providerDisputeId, amount, evidenceDueBy } = told;
    const reason = told.reason?.slice(0, 255) ?? null;
    const dispute = new Dispute({ id: ids.next(), orderId: order.id, provider, providerDisputeId, amount, reason, evidenceDueBy, at: now });
    await disputes.add(dispute);
    return dispute;
  }

  async #apply(order: Order, dispute: Dispute, told: ProviderDispute): Promise<void> {
    const { refunds, effects, books, clock } = this.#deps;
    const now = clock.now();
    if (told.status === 'lost') {
      dispute.lose(told.fee, now);
      if (dispute.fee) await books.recordDisputeFee(dispute, dispute.fee, now);
      await this.#takeBack(order, dispute, told);
    } else if (told.status === 'won') {
      const refund = dispute.refundId ? await refunds.findForUpdate(dispute.refundId) : null;
      if (refund?.status === 'succeeded') {
        refund.fail({ code: 'DISPUTE_WON', message: 'the dispute was won on appeal' }, now);
        await effects.undo(order, refund, now);
      }
      if (dispute.fee) await books.returnDisputeFee(dispute, dispute.fee, now);
      dispute.win(now);
    } else {
      dispute.progress(told.status, told.evidenceDueBy);
    }
  }

  /** An order's transfers are held for as long as any dispute over it is open. */
  async #follow(order: Order): Promise<void> {
    const { disputes, settlements, clock } = this.#deps;
    const now = clock.now();
    const all = await disputes.ofOrder(order.id);
    if (all.some((dispute) => dispute.isOpen)) {
      order.followDisputes(null, now);
      await settlements.hold(order.id, now);
    } else {
      order.followDisputes(all.some(({ status }) => status === 'lost') ? 'lost' : 'won', now);
      await settlements.release(order.id, now);
    }
  }

  /** What was refunded before cannot be taken again: then only the fee is lost. */
  async #takeBack(order: Order, dispute: Dispute, told: ProviderDispute): Promise<void> {
    const { refunds, effects, ids, clock, log } = this.#deps;
    const now = clock.now();
    const amount = told.amount.atMost(order.refundable);
    if (!told.amount.equals(amount)) log.error('dispute_beyond_what_is_left', { orderId: order.id, disputeId: dispute.id });
    if (amount.isZero || !order.paymentId) return;
    const refund = new Refund({
      id: ids.next(),
      orderId: order.id,
      paymentId: order.paymentId,
      provider: dispute.provider,
      amount,
      byLine: false,
      lines: splitRefund(order.items, amount),
      reason: 'the dispute was lost',
      origin: 'dispute',
      requestedBy: null,
      at: now,
    });
    const loss = dispute.losses === 1 ? '' : `:${dispute.losses}`;
    refund.recordProviderId(`dispute:${dispute.providerDisputeId}${loss}`);
    refund.succeed(now);
    await refunds.add(refund);
    dispute.recordRefund(refund.id);
    await effects.apply(order, refund, now);
  }
}

/** A lost dispute stays lost while its appeal is looked at. */
function isUnderAppeal({ status }: Dispute, told: ProviderDispute): boolean {
  return status === 'lost' && (told.status === 'evidence_due' || told.status === 'under_review');
}

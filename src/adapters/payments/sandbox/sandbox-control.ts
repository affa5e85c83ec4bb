import type { SandboxBooks, SandboxDispute, SandboxPayment, SandboxRefund } from './sandbox-books.ts';
import type { SandboxScenario, SandboxWebhooks } from './sandbox-webhooks.ts';

type Deps = { books: SandboxBooks; webhooks: SandboxWebhooks };
/** `refused`: it has come to another end already. */
export type Controlled<T> = { result: 'done' | 'already' | 'refused'; subject: T } | { result: 'unknown' };

/** What a person does at the provider: the buyer on its pay page, and we in its dashboard. Each change is notified. */
export class SandboxControl {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  payment(id: string): SandboxPayment | null {
    return this.#deps.books.payment(id);
  }

  /** By the sandbox's id, or by ours. */
  refund(id: string): SandboxRefund | null {
    return this.#deps.books.refund(id) ?? this.#deps.books.refundByReference(id);
  }

  settlePayment(id: string, status: 'succeeded' | 'failed', scenario: SandboxScenario): Controlled<SandboxPayment> {
    const { books, webhooks } = this.#deps;
    const changed = books.closePayment(id, status, status === 'failed' ? 'DECLINED' : null);
    const payment = books.payment(id);
    if (!payment) return { result: 'unknown' };
    if (changed) webhooks.send({ type: `payment.${status}`, object: { payment_id: id } }, scenario);
    return { result: changed ? 'done' : payment.status === status ? 'already' : 'refused', subject: payment };
  }

  settleRefund(id: string, status: 'succeeded' | 'failed', scenario: SandboxScenario): Controlled<SandboxRefund> {
    const { books } = this.#deps;
    const found = this.refund(id);
    if (!found) return { result: 'unknown' };
    const changed = books.closeRefund(found.id, status, status === 'failed' ? 'REFUND_FAILED' : null);
    const refund = books.refund(found.id) ?? found;
    if (changed) this.#notifyRefund(refund, scenario);
    return { result: changed ? 'done' : refund.status === status ? 'already' : 'refused', subject: refund };
  }

  /** A refund made in the dashboard, without us. Null when no more can be refunded than was paid. */
  refundPayment(paymentId: string, amount: bigint, scenario: SandboxScenario): SandboxRefund | null {
    const refund = this.#deps.books.openRefund({ reference: null, paymentId, amount: String(amount), status: 'succeeded' });
    if (refund) this.#notifyRefund(refund, scenario);
    return refund;
  }

  openDispute(paymentId: string, dispute: { amount: bigint; fee: bigint; reason: string }, scenario: SandboxScenario): SandboxDispute {
    const opened = this.#deps.books.openDispute({ ...dispute, paymentId, amount: String(dispute.amount), fee: String(dispute.fee) });
    this.#notifyDispute(opened, scenario);
    return opened;
  }

  closeDispute(id: string, status: 'won' | 'lost', scenario: SandboxScenario): Controlled<SandboxDispute> {
    const { books } = this.#deps;
    const changed = books.closeDispute(id, status);
    const dispute = books.dispute(id);
    if (!dispute) return { result: 'unknown' };
    if (changed) this.#notifyDispute(dispute, scenario);
    return { result: changed ? 'done' : dispute.status === status ? 'already' : 'refused', subject: dispute };
  }

  #notifyRefund(refund: SandboxRefund, scenario: SandboxScenario): void {
    const object = { refund_id: refund.id, payment_id: refund.payment_id };
    this.#deps.webhooks.send({ type: `refund.${refund.status}`, object }, scenario);
  }

  #notifyDispute(dispute: SandboxDispute, scenario: SandboxScenario): void {
    const object = { dispute_id: dispute.id, payment_id: dispute.payment_id };
    this.#deps.webhooks.send({ type: `dispute.${dispute.status}`, object }, scenario);
  }
}

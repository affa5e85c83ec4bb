import { randomBytes } from 'node:crypto';
import type { ProviderDisputeStatus, ProviderPaymentStatus, ProviderRefundStatus } from '#application/shared/payment-provider.ts';
import { SandboxFile } from './sandbox-file.ts';

export type SandboxPayment = {
  id: string;
  reference: string;
  amount: string;
  currency: string;
  status: ProviderPaymentStatus;
  client_secret: string;
  description: string;
  failure: string | null;
};
export type SandboxRefund = {
  id: string;
  /** Null for one made at the sandbox itself, as in a provider's dashboard. */
  reference: string | null;
  payment_id: string;
  amount: string;
  status: ProviderRefundStatus;
  failure: string | null;
};
export type SandboxDispute = { id: string; payment_id: string; amount: string; fee: string; status: ProviderDisputeStatus; reason: string };

const SCHEMA = `
  create table if not exists payments (id text primary key, reference text not null unique, amount text not null, currency text not null,
    status text not null, client_secret text not null, description text not null, failure text) strict;
  create table if not exists refunds (id text primary key, reference text unique, payment_id text not null references payments (id),
    amount text not null, status text not null, failure text) strict;
  create table if not exists disputes (id text primary key, payment_id text not null references payments (id), amount text not null,
    fee text not null, status text not null, reason text not null) strict;
  create index if not exists refunds_of_payment on refunds (payment_id);`;

const PAYMENT_COLUMNS = 'id, reference, amount, currency, status, client_secret, description, failure';

/** What the sandbox remembers of payments, refunds and disputes. */
export class SandboxBooks {
  readonly #file: SandboxFile;

  constructor(path: string) {
    this.#file = new SandboxFile(path, SCHEMA);
  }

  close(): void {
    this.#file.close();
  }

  /** Keeps what the first call made: a second one with the same reference gets it back, whatever it asks for. */
  openPayment(order: { reference: string; amount: string; currency: string; description: string }): SandboxPayment {
    const id = `sbxpay_${randomBytes(12).toString('hex')}`;
    this.#file.run(
      `insert into payments (${PAYMENT_COLUMNS}) values (?, ?, ?, ?, 'open', ?, ?, null) on conflict (reference) do nothing`,
      id,
      order.reference,
      order.amount,
      order.currency,
      `${id}_secret_${randomBytes(12).toString('hex')}`,
      order.description,
    );
    return this.#found(this.paymentByReference(order.reference));
  }

  payment(id: string): SandboxPayment | null {
    return this.#file.first<SandboxPayment>(`select ${PAYMENT_COLUMNS} from payments where id = ?`, id);
  }

  paymentByReference(reference: string): SandboxPayment | null {
    return this.#file.first<SandboxPayment>(`select ${PAYMENT_COLUMNS} from payments where reference = ?`, reference);
  }

  /** Answers whether the payment was open: only one outcome wins. */
  closePayment(id: string, status: 'succeeded' | 'failed' | 'canceled', failure: string | null = null): boolean {
    return this.#file.run("update payments set status = ?, failure = ? where id = ? and status = 'open'", status, failure, id) > 0;
  }

  /** Null when more would be refunded than was paid. A second call with the same reference gets the first one's refund. */
  openRefund(request: { reference: string | null; paymentId: string; amount: string; status: ProviderRefundStatus }): SandboxRefund | null {
    const id = `sbxref_${randomBytes(12).toString('hex')}`;
    return this.#file.atomically(() => {
      const first = request.reference ? this.refundByReference(request.reference) : null;
      if (first) return first;
      const payment = this.payment(request.paymentId);
      const refunded = this.refundsOf(request.paymentId).filter((refund) => refund.status !== 'failed');
      const total = refunded.reduce((sum, refund) => sum + BigInt(refund.amount), BigInt(request.amount));
      if (payment?.status !== 'succeeded' || total > BigInt(payment.amount)) return null;
      this.#file.run(
        'insert into refunds (id, reference, payment_id, amount, status, failure) values (?, ?, ?, ?, ?, null)',
        id,
        request.reference,
        request.paymentId,
        request.amount,
        request.status,
      );
      return this.refund(id);
    });
  }

  refund(id: string): SandboxRefund | null {
    return this.#file.first<SandboxRefund>('select * from refunds where id = ?', id);
  }

  refundByReference(reference: string): SandboxRefund | null {
    return this.#file.first<SandboxRefund>('select * from refunds where reference = ?', reference);
  }

  refundsOf(paymentId: string): SandboxRefund[] {
    return this.#file.all<SandboxRefund>('select * from refunds where payment_id = ? order by id', paymentId);
  }

  /** A refund may fail even after it succeeded; otherwise only one outcome wins. Answers whether this one did. */
  closeRefund(id: string, status: 'succeeded' | 'failed', failure: string | null = null): boolean {
    const from = status === 'failed' ? "('pending', 'review', 'succeeded')" : "('pending', 'review')";
    return this.#file.run(`update refunds set status = ?, failure = ? where id = ? and status in ${from}`, status, failure, id) > 0;
  }

  openDispute(dispute: { paymentId: string; amount: string; fee: string; reason: string }): SandboxDispute {
    const id = `sbxdsp_${randomBytes(12).toString('hex')}`;
    const { paymentId, amount, fee, reason } = dispute;
    this.#file.run(
      "insert into disputes (id, payment_id, amount, fee, status, reason) values (?, ?, ?, ?, 'evidence_due', ?)",
      id,
      paymentId,
      amount,
      fee,
      reason,
    );
    return this.#found(this.dispute(id));
  }

  dispute(id: string): SandboxDispute | null {
    return this.#file.first<SandboxDispute>('select * from disputes where id = ?', id);
  }

  disputesOf(paymentId: string): SandboxDispute[] {
    return this.#file.all<SandboxDispute>('select * from disputes where payment_id = ? order by id', paymentId);
  }

  closeDispute(id: string, status: 'won' | 'lost'): boolean {
    return this.#file.run("update disputes set status = ? where id = ? and status in ('evidence_due', 'under_review')", status, id) > 0;
  }

  #found<T>(row: T | null): T {
    if (!row) throw new Error('the sandbox lost what it has just written');
    return row;
  }
}

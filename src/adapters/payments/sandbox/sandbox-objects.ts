import type { ProviderDispute, ProviderFailure, ProviderPayment, ProviderRefund } from '#application/shared/payment-provider.ts';
import { Money } from '#domain/shared/money.ts';
import type { SandboxDispute, SandboxPayment, SandboxRefund } from './sandbox-books.ts';

const failureOf = (failure: string | null): ProviderFailure | null =>
  failure ? { code: failure, message: 'the sandbox was told to decline' } : null;

export function toPayment(payment: SandboxPayment): ProviderPayment {
  const amount = Money.of(BigInt(payment.amount), payment.currency);
  return {
    paymentId: payment.id,
    status: payment.status,
    amount,
    received: payment.status === 'succeeded' ? amount : Money.zero(payment.currency),
    reference: payment.reference,
    namedOrders: [payment.reference],
    failure: failureOf(payment.failure),
  };
}

export function toRefund(refund: SandboxRefund, currency: string): ProviderRefund {
  return {
    refundId: refund.id,
    paymentId: refund.payment_id,
    status: refund.status,
    amount: Money.of(BigInt(refund.amount), currency),
    reference: refund.reference,
    failure: failureOf(refund.failure),
  };
}

export function toDispute(dispute: SandboxDispute, currency: string): ProviderDispute {
  const { id, payment_id: paymentId, status, reason } = dispute;
  const money = (amount: string) => Money.of(BigInt(amount), currency);
  return { disputeId: id, paymentId, status, reason, amount: money(dispute.amount), fee: money(dispute.fee), evidenceDueBy: null };
}

import type { PaymentProvider, ProviderPayment } from '#application/shared/payment-provider.ts';
import { Money } from '#domain/shared/money.ts';

/** Why an order failed for which too little was received, and whose buyer has that back. */
export const UNDERPAYMENT_RETURNED = 'UNDERPAYMENT_RETURNED';

export function isUnderpaid({ status, amount, received }: ProviderPayment): boolean {
  return status === 'succeeded' && !received.isZero && amount.isMoreThan(received);
}

/** Whether too little was received, and the provider has refunded all of that. */
export async function isUnderpaymentReturned(provider: PaymentProvider, payment: ProviderPayment): Promise<boolean> {
  if (!isUnderpaid(payment)) return false;
  const refunds = await provider.listRefunds(payment.paymentId);
  const returned = refunds.filter(({ status }) => status === 'succeeded').map(({ amount }) => amount);
  return !payment.received.isMoreThan(Money.sum(returned, payment.received.currency));
}

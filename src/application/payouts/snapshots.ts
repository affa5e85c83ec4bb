import type { Payout } from '#domain/payouts/payout.ts';
import type { PayoutSnapshot } from './ports.ts';

/** The plain values of a payout, fit to leave the unit of work. */
export function snapshotPayout(payout: Payout): PayoutSnapshot {
  return {
    id: payout.id,
    sellerId: payout.sellerId,
    provider: payout.provider,
    amount: payout.amount,
    origin: payout.origin,
    status: payout.status,
    providerPayoutId: payout.providerPayoutId,
    failureCode: payout.failureCode,
    failureMessage: payout.failureMessage,
    unresolvedSince: payout.unresolvedSince,
    createdAt: payout.createdAt,
    sentAt: payout.sentAt,
    paidAt: payout.paidAt,
    failedAt: payout.failedAt,
  };
}

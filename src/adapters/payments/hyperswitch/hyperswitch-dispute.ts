import { z } from 'zod';
import { fromMinorUnits } from '#adapters/payments/minor-units.ts';
import type { ProviderDispute, ProviderDisputeStatus } from '#application/shared/payment-provider.ts';

/** The money is gone as well when we accepted the dispute, or let its day pass. */
const disputeStatuses = {
  dispute_opened: 'evidence_due',
  dispute_challenged: 'under_review',
  dispute_won: 'won',
  dispute_cancelled: 'won',
  dispute_lost: 'lost',
  dispute_accepted: 'lost',
  dispute_expired: 'lost',
} as const satisfies Record<string, ProviderDisputeStatus>;

const disputeSchema = z.looseObject({
  dispute_id: z.string().min(1),
  payment_id: z.string().min(1),
  dispute_status: z.enum(Object.keys(disputeStatuses) as (keyof typeof disputeStatuses)[]),
  amount: z.string().regex(/^\d+$/),
  currency: z.string(),
  connector_reason: z.string().nullish(),
  challenge_required_by: z.iso.datetime({ offset: true }).nullish().catch(null),
});

const disputedSchema = z.looseObject({ disputes: z.array(z.looseObject({ dispute_id: z.string().min(1) })).nullish() });

/** Of the disputes over a payment. */
export function readDisputeIds(payment: unknown): string[] {
  return (disputedSchema.parse(payment).disputes ?? []).map(({ dispute_id: id }) => id);
}

export function readDispute(body: unknown): ProviderDispute {
  const told = disputeSchema.parse(body);
  return {
    disputeId: told.dispute_id,
    paymentId: told.payment_id,
    status: disputeStatuses[told.dispute_status],
    amount: fromMinorUnits(told.amount, told.currency),
    fee: null,
    reason: told.connector_reason ?? null,
    evidenceDueBy: told.challenge_required_by ? new Date(told.challenge_required_by) : null,
  };
}

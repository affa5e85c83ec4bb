import { z } from 'zod';
import type { Onboarding } from '#application/payouts/onboard-seller.ts';
import type {
  PayoutSnapshot,
  ReversalSnapshot,
  SellerBalance,
  StatementLine,
  TransferDetail,
  TransferSnapshot,
} from '#application/payouts/ports.ts';
import { payoutOrigins, payoutStatuses } from '#domain/payouts/payout.ts';
import { reversalStatuses } from '#domain/payouts/reversal.ts';
import { sellerAccountStatuses } from '#domain/payouts/seller-account.ts';
import { transferStatuses } from '#domain/payouts/transfer.ts';
import { Money } from '#domain/shared/money.ts';
import { moneySchema, signedMoneySchema, timestamp } from '../schemas.ts';
import { moneyView } from '../views.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const oneBalance = z.object({
  currency: z.string(),
  available: moneySchema.describe('in the connected account, and not claimed by a debt'),
  pending: moneySchema.describe('sold, and not in the connected account yet'),
  debt: moneySchema.describe('what refunds took beyond all of it: netted from the next sales'),
  held: moneySchema.describe('the part of `available` that cannot be paid out now: a dispute, a refund or a payout under way claims it'),
});
export const balanceSchema = oneBalance.extend({ balances: z.array(oneBalance).describe('one for each currency') }).meta({ id: 'Balance' });

function oneBalanceView(balance: SellerBalance): z.input<typeof oneBalance> {
  const { currency, available, pending, debt, held } = balance;
  return { currency, available: moneyView(available), pending: moneyView(pending), debt: moneyView(debt), held: moneyView(held) };
}

export function balanceView(balance: SellerBalance & { all: SellerBalance[] }): z.input<typeof balanceSchema> {
  return { ...oneBalanceView(balance), balances: balance.all.map(oneBalanceView) };
}

export const transferSchema = z
  .object({
    id: z.uuid(),
    order_id: z.uuid(),
    status: z.enum(transferStatuses),
    amount: moneySchema.describe("the seller's share of the order"),
    sent: moneySchema.nullable().describe('what of it is sent; null before the first try'),
    withheld: moneySchema.describe('kept back for refunds before it was sent'),
    netted: moneySchema.describe('kept against a debt'),
    reversed: moneySchema.describe('taken back for refunds after it was sent'),
    held: z.boolean().describe('a dispute holds it'),
    created_at: timestamp,
    completed_at: timestamp.nullable(),
  })
  .meta({ id: 'Transfer' });

export function transferView(transfer: TransferSnapshot): z.input<typeof transferSchema> {
  const money = (amount: bigint) => moneyView(Money.of(amount, transfer.amount.currency));
  return {
    id: transfer.id,
    order_id: transfer.orderId,
    status: transfer.status,
    amount: moneyView(transfer.amount),
    sent: transfer.sent === null ? null : money(transfer.sent),
    withheld: money(transfer.withheld),
    netted: money(transfer.netted),
    reversed: money(transfer.reversed),
    held: transfer.heldAt !== null,
    created_at: transfer.createdAt.toISOString(),
    completed_at: iso(transfer.completedAt),
  };
}

const reversalSchema = z
  .object({
    id: z.uuid(),
    refund_id: z.uuid(),
    status: z.enum(reversalStatuses),
    amount: moneySchema,
    provider_reversal_id: z.string().nullable(),
    attempts: z.int(),
    next_retry_at: timestamp.nullable(),
    unresolved_since: timestamp.nullable(),
    last_error: z.string().nullable(),
    created_at: timestamp,
    settled_at: timestamp.nullable(),
  })
  .meta({ id: 'Reversal' });

function reversalView(reversal: ReversalSnapshot): z.input<typeof reversalSchema> {
  return {
    id: reversal.id,
    refund_id: reversal.refundId,
    status: reversal.status,
    amount: moneyView(reversal.amount),
    provider_reversal_id: reversal.providerReversalId,
    attempts: reversal.attempts,
    next_retry_at: iso(reversal.nextRetryAt),
    unresolved_since: iso(reversal.unresolvedSince),
    last_error: reversal.lastError,
    created_at: reversal.createdAt.toISOString(),
    settled_at: iso(reversal.settledAt),
  };
}

export const adminTransferSchema = transferSchema
  .extend({
    seller_id: z.uuid(),
    sequence: z.int(),
    provider: z.string().nullable(),
    account_id: z.string().nullable(),
    provider_transfer_id: z.string().nullable(),
    attempts: z.int(),
    next_retry_at: timestamp.nullable(),
    unresolved_since: timestamp.nullable().describe('nobody knows what became of the last try'),
    last_error: z.string().nullable().describe('why the last try failed, of sending it or of taking it back'),
    held_at: timestamp.nullable(),
  })
  .meta({ id: 'AdminTransfer' });
export const adminTransferDetailSchema = adminTransferSchema
  .extend({ reversals: z.array(reversalSchema) })
  .meta({ id: 'AdminTransferDetail' });

export function adminTransferView(transfer: TransferSnapshot): z.input<typeof adminTransferSchema> {
  return {
    ...transferView(transfer),
    seller_id: transfer.sellerId,
    sequence: transfer.sequence,
    provider: transfer.provider,
    account_id: transfer.accountId,
    provider_transfer_id: transfer.providerTransferId,
    attempts: transfer.attempts,
    next_retry_at: iso(transfer.nextRetryAt),
    unresolved_since: iso(transfer.unresolvedSince),
    last_error: transfer.lastError,
    held_at: iso(transfer.heldAt),
  };
}

export function adminTransferDetailView(transfer: TransferDetail): z.input<typeof adminTransferDetailSchema> {
  return { ...adminTransferView(transfer), reversals: transfer.reversals.map(reversalView) };
}

export const payoutSchema = z
  .object({
    id: z.uuid(),
    status: z.enum(payoutStatuses),
    amount: moneySchema,
    origin: z.enum(payoutOrigins),
    provider: z.string(),
    provider_payout_id: z.string().nullable(),
    failure_code: z.string().nullable(),
    failure_message: z.string().nullable(),
    created_at: timestamp,
    sent_at: timestamp.nullable(),
    paid_at: timestamp.nullable(),
    failed_at: timestamp.nullable(),
  })
  .meta({ id: 'Payout' });

export function payoutView(payout: PayoutSnapshot): z.input<typeof payoutSchema> {
  return {
    id: payout.id,
    status: payout.status,
    amount: moneyView(payout.amount),
    origin: payout.origin,
    provider: payout.provider,
    provider_payout_id: payout.providerPayoutId,
    failure_code: payout.failureCode,
    failure_message: payout.failureMessage,
    created_at: payout.createdAt.toISOString(),
    sent_at: iso(payout.sentAt),
    paid_at: iso(payout.paidAt),
    failed_at: iso(payout.failedAt),
  };
}

export const transactionSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    subject_id: z.uuid().describe('the order, refund, transfer, reversal or payout that it is about'),
    order_id: z.uuid().nullable(),
    pending: signedMoneySchema.describe('what it changed in the pending balance; below zero it took'),
    available: signedMoneySchema.describe('what it changed in the available balance'),
    posted_at: timestamp,
  })
  .meta({ id: 'Transaction' });

export function transactionView(line: StatementLine): z.input<typeof transactionSchema> {
  const { currency } = line;
  return {
    id: line.id,
    kind: line.kind,
    subject_id: line.subjectId,
    order_id: line.orderId,
    pending: moneyView({ amount: line.pending, currency }),
    available: moneyView({ amount: line.available, currency }),
    posted_at: line.postedAt.toISOString(),
  };
}

export const onboardingSchema = z.object({
  account: z
    .object({
      provider: z.string(),
      status: z.enum(sellerAccountStatuses),
      payouts_enabled: z.boolean(),
      requirements_due: z.array(z.string()).describe("what the seller still has to give, in the provider's words"),
    })
    .meta({ id: 'SellerAccount' }),
  url: z.string().nullable().describe('where to go on, good for one visit soon; null when nothing is left to do'),
});

export function onboardingView({ account, url }: Onboarding): z.input<typeof onboardingSchema> {
  const { provider, status, payoutsEnabled, requirementsDue } = account;
  return { account: { provider, status, payouts_enabled: payoutsEnabled, requirements_due: requirementsDue }, url };
}

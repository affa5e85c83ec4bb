import { z } from 'zod';
import type { OrderStory, Posting } from '#application/operations/ports.ts';
import type { OrderItem } from '#domain/marketplace/order-item.ts';
import { Money } from '#domain/shared/money.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readBigInt, readBoolean, readDate, readMoney, readNumber, readText } from '../sql-values.ts';

type One<List extends keyof OrderStory> = OrderStory[List] extends readonly (infer Item)[] ? Item : never;

const mailSchema = z.object({ subject: z.string() });

export function toOrder(row: SqlRow, items: readonly OrderItem[]): OrderStory['order'] {
  const total = readMoney(row, 'total');
  const money = (amount: bigint) => Money.of(amount, total.currency);
  return {
    id: readText(row, 'id'),
    buyerId: readText(row, 'buyer_id'),
    buyer: orNull(readText, row, 'username'),
    status: readText(row, 'status'),
    total,
    provider: orNull(readText, row, 'provider'),
    paymentId: orNull(readText, row, 'payment_id'),
    failureCode: orNull(readText, row, 'failure_code'),
    createdAt: readDate(row, 'created_at'),
    completedAt: orNull(readDate, row, 'completed_at'),
    refundDeadline: orNull(readDate, row, 'refund_deadline'),
    updatedAt: readDate(row, 'updated_at'),
    items: items.map(({ title, licence, sellerId, total: paid, sellerShare, refunded }) => ({
      title,
      licence,
      sellerId,
      total: money(paid),
      sellerShare: money(sellerShare),
      refunded: money(refunded),
    })),
  };
}

export function toLicence(row: SqlRow): One<'licences'> {
  return {
    id: readText(row, 'id'),
    title: readText(row, 'title'),
    licence: readText(row, 'licence'),
    issuedAt: readDate(row, 'issued_at'),
    revokedAt: orNull(readDate, row, 'revoked_at'),
  };
}

export function toRefund(row: SqlRow): One<'refunds'> {
  return {
    id: readText(row, 'id'),
    amount: readMoney(row, 'amount'),
    status: readText(row, 'status'),
    origin: readText(row, 'origin'),
    reason: orNull(readText, row, 'reason'),
    providerRefundId: orNull(readText, row, 'provider_refund_id'),
    failure: orNull(readText, row, 'failure_message') ?? orNull(readText, row, 'failure_code'),
    createdAt: readDate(row, 'created_at'),
    succeededAt: orNull(readDate, row, 'succeeded_at'),
    failedAt: orNull(readDate, row, 'failed_at'),
  };
}

export function toDispute(row: SqlRow): One<'disputes'> {
  return {
    id: readText(row, 'id'),
    amount: readMoney(row, 'amount'),
    status: readText(row, 'status'),
    reason: orNull(readText, row, 'reason'),
    openedAt: readDate(row, 'opened_at'),
    closedAt: orNull(readDate, row, 'closed_at'),
  };
}

export function toTransfer(row: SqlRow): One<'transfers'> {
  const amount = readMoney(row, 'amount');
  const sent = orNull(readBigInt, row, 'sent');
  return {
    id: readText(row, 'id'),
    sellerId: readText(row, 'seller_id'),
    amount,
    status: readText(row, 'status'),
    sent: sent === null ? null : Money.of(sent, amount.currency),
    attempts: readNumber(row, 'attempts'),
    providerTransferId: orNull(readText, row, 'provider_transfer_id'),
    lastError: orNull(readText, row, 'last_error'),
    createdAt: readDate(row, 'created_at'),
    completedAt: orNull(readDate, row, 'completed_at'),
  };
}

export function toReversal(row: SqlRow): One<'reversals'> {
  return {
    id: readText(row, 'id'),
    transferId: readText(row, 'transfer_id'),
    amount: readMoney(row, 'amount'),
    status: readText(row, 'status'),
    attempts: readNumber(row, 'attempts'),
    lastError: orNull(readText, row, 'last_error'),
    createdAt: readDate(row, 'created_at'),
    settledAt: orNull(readDate, row, 'settled_at'),
  };
}

/** One row for each entry, those of a transaction together. Amounts may be below zero, which money is not. */
export function toPostings(rows: readonly SqlRow[]): Posting[] {
  return [...Map.groupBy(rows, (row) => readText(row, 'id'))].map(([id, entries]) => ({
    id,
    kind: readText(entries[0] ?? {}, 'kind'),
    subjectId: readText(entries[0] ?? {}, 'subject_id'),
    at: readDate(entries[0] ?? {}, 'posted_at'),
    entries: entries.map((row) => ({
      account: readText(row, 'account'),
      amount: readBigInt(row, 'amount'),
      currency: readText(row, 'currency'),
    })),
  }));
}

export function toDelivery(row: SqlRow): One<'deliveries'> {
  return {
    id: readText(row, 'id'),
    provider: readText(row, 'provider'),
    eventType: readText(row, 'event_type'),
    result: readText(row, 'result'),
    signatureValid: readBoolean(row, 'signature_valid'),
    receivedAt: readDate(row, 'received_at'),
  };
}

export function toMail(row: SqlRow): One<'mails'> {
  const { subject } = mailSchema.parse(JSON.parse(readText(row, 'new_values')));
  return { id: readText(row, 'id'), subject, sentAt: readDate(row, 'happened_at') };
}

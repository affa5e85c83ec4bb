import { isUtf8 } from 'node:buffer';
import Stripe from 'stripe';
import { objectOf, parseEventBody, textOf } from '#adapters/payments/event-body.ts';
import type { ProviderEvent } from '#application/shared/payment-provider.ts';

const TOLERANCE_SECONDS = 300;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Whether one of the secrets signed these very bytes, at most five minutes ago. */
export function isStripeSignature(secrets: readonly string[], header: unknown, rawBody: Buffer, now: Date): boolean {
  // The library decodes before it verifies, so that bytes which are no text, or a mark that decoding drops, would be let through.
  if (typeof header !== 'string' || !isUtf8(rawBody) || rawBody.subarray(0, 3).equals(BYTE_ORDER_MARK)) return false;
  return secrets.some((secret) => {
    try {
      return Stripe.webhooks.signature?.verifyHeader(rawBody, header, secret, TOLERANCE_SECONDS, undefined, now.getTime()) ?? false;
    } catch {
      return false;
    }
  });
}

/** What the events of a type are about, for one whose object does not say what it is. */
const kinds: readonly [type: RegExp, kind: string][] = [
  [/^charge\.refunded$/i, 'charge'],
  [/refund/i, 'refund'],
  [/dispute/i, 'dispute'],
  [/^payment_intent\./i, 'payment_intent'],
  [/^account\.updated$/i, 'account'],
  [/^payout\./i, 'payout'],
  [/^transfer\./i, 'transfer'],
];
const REFUND_ID = /^(re|pyr)_/;

export function readStripeEvent(rawBody: Buffer): ProviderEvent | null {
  const body = parseEventBody(rawBody);
  const object = objectOf(objectOf(body?.['data'])?.['object']);
  const type = textOf(body, 'type');
  if (!type || !object) return null;
  const account = textOf(body, 'account');
  const subject = subjectOf(type, object, account);
  return subject && { eventId: textOf(body, 'id'), type, account, subject };
}

/** Null when it is about something that it does not name. */
function subjectOf(type: string, object: Record<string, unknown>, account: string | null): ProviderEvent['subject'] | null {
  const id = textOf(object, 'id');
  if (type === 'account.application.deauthorized') return account ? { kind: 'account', accountId: account } : { kind: 'irrelevant' };
  const paymentId = textOf(object, 'payment_intent');
  switch (textOf(object, 'object') ?? kindOf(type, id)) {
    case 'payment_intent':
      return id === null ? null : { kind: 'payment', paymentId: id };
    case 'refund':
      return { kind: 'refund', refundId: id, paymentId };
    case 'charge':
      return /refund/i.test(type) && paymentId !== null ? { kind: 'refunds', paymentId } : { kind: 'irrelevant' };
    case 'dispute':
      return id === null ? null : { kind: 'dispute', disputeId: id, paymentId };
    case 'account':
      return id === null ? null : { kind: 'account', accountId: id };
    case 'payout':
      return id === null ? null : { kind: 'payout', payoutId: id, accountId: account };
    case 'transfer':
      return id === null ? null : { kind: 'transfer', transferId: id };
    default:
      return { kind: 'irrelevant' };
  }
}

function kindOf(type: string, id: string | null): string | null {
  return id !== null && REFUND_ID.test(id) ? 'refund' : (kinds.find(([pattern]) => pattern.test(type))?.[1] ?? null);
}

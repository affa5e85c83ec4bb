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

export function readStripeEvent(rawBody: Buffer): ProviderEvent | null {
  const body = parseEventBody(rawBody);
  const object = objectOf(objectOf(body?.['data'])?.['object']);
  const type = textOf(body, 'type');
  if (!type || !object) return null;
  const account = textOf(body, 'account');
  return { eventId: textOf(body, 'id'), type, account, subject: subjectOf(type, object, account) };
}

function subjectOf(type: string, object: Record<string, unknown>, account: string | null): ProviderEvent['subject'] {
  const id = textOf(object, 'id');
  if (type === 'account.application.deauthorized') return account ? { kind: 'account', accountId: account } : { kind: 'irrelevant' };
  const paymentId = textOf(object, 'payment_intent');
  if (!id) return textOf(object, 'object') === 'refund' ? { kind: 'refund', refundId: null, paymentId } : { kind: 'irrelevant' };
  switch (textOf(object, 'object')) {
    case 'payment_intent':
      return { kind: 'payment', paymentId: id };
    case 'refund':
      return { kind: 'refund', refundId: id, paymentId };
    case 'dispute':
      return { kind: 'dispute', disputeId: id, paymentId };
    case 'account':
      return { kind: 'account', accountId: id };
    case 'payout':
      return { kind: 'payout', payoutId: id, accountId: account };
    case 'transfer':
      return { kind: 'transfer', transferId: id };
    default:
      return { kind: 'irrelevant' };
  }
}

import { objectOf, parseEventBody, textOf } from '#adapters/payments/event-body.ts';
import type { ProviderEvent } from '#application/shared/payment-provider.ts';

const OUR_BUSINESS = /^(payment|action_required|$)/i;

/** Reads an event whose object stands at its top, under `object` or under `content.object`. */
export function readHyperswitchEvent(rawBody: Buffer): ProviderEvent | null {
  const body = parseEventBody(rawBody);
  if (!body) return null;
  const places = [body, objectOf(body['object']), objectOf(objectOf(body['content'])?.['object'])];
  const find = (...names: string[]) => places.map((place) => textOf(place, ...names)).find((text) => text !== null) ?? null;
  const type = textOf(body, 'event_type', 'type') ?? '';
  const subject = subjectOf(type, find('refund_id'), find('dispute_id'), find('payment_id'));
  return subject && { eventId: textOf(body, 'event_id'), type, account: null, subject };
}

function subjectOf(
  type: string,
  refundId: string | null,
  disputeId: string | null,
  paymentId: string | null,
): ProviderEvent['subject'] | null {
  if (refundId || /refund/i.test(type)) return { kind: 'refund', refundId, paymentId };
  if (disputeId) return { kind: 'dispute', disputeId, paymentId };
  if (/dispute/i.test(type)) return null;
  if (!OUR_BUSINESS.test(type)) return { kind: 'irrelevant' };
  return paymentId ? { kind: 'payment', paymentId } : null;
}

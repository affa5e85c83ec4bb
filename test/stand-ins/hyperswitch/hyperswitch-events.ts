import { createHash, createHmac } from 'node:crypto';
import type { WebhookEvent } from '#test/stand-ins/wire/webhook-sender.ts';

/** Which event a state is told by; a state that is not here is told by none. */
const eventTypes: Record<'payment' | 'refund' | 'dispute', Record<string, string>> = {
  payment: {
    succeeded: 'payment_succeeded',
    failed: 'payment_failed',
    processing: 'payment_processing',
    partially_captured_and_processing: 'payment_processing',
    cancelled: 'payment_cancelled',
    cancelled_post_capture: 'payment_cancelled_post_capture',
    expired: 'payment_expired',
    requires_capture: 'payment_authorized',
    partially_authorized_and_requires_capture: 'payment_partially_authorized',
    partially_captured: 'payment_captured',
    partially_captured_and_capturable: 'payment_captured',
    requires_customer_action: 'action_required',
    requires_merchant_action: 'action_required',
    conflicted: 'action_required',
    review: 'action_required',
  },
  refund: { succeeded: 'refund_succeeded', failed: 'refund_failed' },
  dispute: Object.fromEntries(
    ['opened', 'expired', 'accepted', 'cancelled', 'challenged', 'won', 'lost'].map((state) => [`dispute_${state}`, `dispute_${state}`]),
  ),
};

type Told = { kind: 'payment' | 'refund' | 'dispute'; id: string; status: string; object: object };

/** Makes the events of a Hyperswitch: at most one for each object and type of event, ever. */
export class HyperswitchEvents {
  readonly #told = new Set<string>();
  readonly #options: { now: () => Date; secret: string };

  constructor(options: { now: () => Date; secret: string }) {
    this.#options = options;
  }

  of({ kind, id, status, object }: Told): WebhookEvent | null {
    const type = eventTypes[kind][status];
    const key = createHash('sha256').update(`${id}_${type}`).digest('base64url');
    if (!type || this.#told.has(key)) return null;
    this.#told.add(key);
    const eventId = `evt_${key.slice(0, 26)}`;
    const body = {
      merchant_id: 'm_1',
      event_id: eventId,
      event_type: type,
      content: { type: `${kind}_details`, object },
      timestamp: this.#options.now().toISOString(),
      processor_merchant_id: 'm_1',
    };
    return this.signed(eventId, type, Buffer.from(JSON.stringify(body)));
  }

  /** An event with these very bytes, rightly signed. */
  signed(id: string, type: string, body: Buffer): WebhookEvent {
    return { id, type, body, headersAt: () => this.signature(body) };
  }

  signature(body: Buffer): Record<string, string> {
    return { 'x-webhook-signature-512': createHmac('sha512', this.#options.secret).update(body).digest('hex') };
  }
}

import { createHmac } from 'node:crypto';
import type { WebhookEvent } from '#test/stand-ins/wire/webhook-sender.ts';
import { newId } from './shelf.ts';

type Secrets = { platform: string; connect: string };

/** Makes the events of a Stripe; those of a connected account name it and are signed with the secret of their own endpoint. */
export class StripeEvents {
  readonly #options: { now: () => Date; secrets: Secrets };

  constructor(options: { now: () => Date; secrets: Secrets }) {
    this.#options = options;
  }

  of(type: string, object: object, account: string): WebhookEvent {
    const { now, secrets } = this.#options;
    const id = newId('evt');
    const event = {
      id,
      object: 'event',
      api_version: '2026-10-28.endive',
      ...(account === '' ? {} : { account }),
      created: Math.floor(now().getTime() / 1000),
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    };
    const body = Buffer.from(JSON.stringify(event, null, 2));
    const secret = account === '' ? secrets.platform : secrets.connect;
    return { id, type, body, headersAt: (at) => signatureOf(body, secret, at) };
  }

  /** The header of a delivery with these bytes. */
  sign(body: Buffer, at = this.#options.now(), secret: keyof Secrets = 'platform'): Record<string, string> {
    return signatureOf(body, this.#options.secrets[secret], at);
  }
}

function signatureOf(body: Buffer, secret: string, at: Date): Record<string, string> {
  const seconds = Math.floor(at.getTime() / 1000);
  const hex = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
  return { 'stripe-signature': `t=${seconds},v1=${hex}` };
}

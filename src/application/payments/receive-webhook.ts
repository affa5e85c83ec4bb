import type { PaymentProviderName, PaymentProviders, WebhookHeaders } from '#application/shared/payment-provider.ts';
import type { Clock, Ids, Log, Metrics } from '#application/shared/ports.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import type { Delivery, DeliveryLog } from './delivery-log.ts';
import type { ProcessDelivery } from './process-delivery.ts';

type Deps = {
  providers: PaymentProviders;
  deliveries: DeliveryLog;
  processDelivery: ProcessDelivery;
  clock: Clock;
  ids: Ids;
  log: Log;
  metrics: Metrics;
};
type Command = {
  provider: PaymentProviderName;
  headers: WebhookHeaders;
  rawBody: Buffer;
  sourceIp: string;
  userAgent: string;
  requestId: string;
};

class WebhookSignatureInvalid extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'WEBHOOK_SIGNATURE_INVALID';
  constructor() {
    super('the signature of this delivery is missing or wrong');
  }
}

/** Thrown again and again: the stack of each would cost more than looking at the signature. */
const signatureInvalid = new WebhookSignatureInvalid();
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Stores a delivery, then processes it: what a crash or a fault leaves unprocessed is taken up again from the stored bytes. */
export class ReceiveWebhook {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** A provider that is not configured signs nothing. @throws {WebhookSignatureInvalid | WebhookUnreadable | WebhookNotProcessed} */
  async execute(command: Command): Promise<void> {
    const { providers, deliveries, processDelivery, metrics } = this.#deps;
    const provider = providers.named(command.provider);
    const signed = provider?.verifyWebhook(command.headers, command.rawBody) ?? false;
    const event = provider?.readWebhook(command.rawBody) ?? null;
    const delivery: Delivery = {
      id: this.#deps.ids.next(),
      provider: command.provider,
      payload: textOf(command.rawBody),
      signatureValid: signed,
      result: signed ? 'received' : 'signature_invalid',
      eventId: event?.eventId ? kept(event.eventId, 255) : null,
      eventType: kept(event?.type ?? '', 100),
      sourceIp: command.sourceIp.slice(0, 64),
      userAgent: command.userAgent.slice(0, 255),
      requestId: command.requestId,
      attempts: 0,
      receivedAt: this.#deps.clock.now(),
      processedAt: null,
    };
    metrics.count('webhook_deliveries', { provider: command.provider, signature: signed ? 'valid' : 'invalid' });
    if (!signed) {
      deliveries.noteForged(delivery);
      metrics.count('webhook_results', { provider: command.provider, result: 'signature_invalid' });
      throw signatureInvalid;
    }
    const eventKey = event?.eventId ? kept(`${command.provider}:${event.account ?? ''}:${event.eventId}`, 400) : null;
    const stored = await this.#store(delivery, eventKey);
    if (stored.state === 'duplicate') {
      metrics.count('webhook_results', { provider: command.provider, result: 'skipped' });
      return;
    }
    if (stored.state === 'unfinished') await processDelivery.execute(stored.id);
    else await processDelivery.process(delivery, { stored: stored.state === 'fresh' });
  }

  /** The endpoint's contract is to answer the provider: a log that cannot be written does not stop the processing. */
  async #store(delivery: Delivery, eventKey: string | null): Promise<Awaited<ReturnType<DeliveryLog['receive']>> | { state: 'unstored' }> {
    try {
      return await this.#deps.deliveries.receive(delivery, eventKey);
    } catch (error) {
      this.#deps.log.error('webhook_delivery_not_stored', {
        provider: delivery.provider,
        requestId: delivery.requestId,
        cause: String(error),
      });
      return { state: 'unstored' };
    }
  }
}

/** As much of a text as there is room for, without what no database keeps. */
function kept(text: string, length: number): string {
  return text.replaceAll('\0', '').slice(0, length);
}

function textOf(bytes: Buffer): string {
  try {
    const text = utf8.decode(bytes);
    return text.includes('\0') ? '' : text;
  } catch {
    return '';
  }
}

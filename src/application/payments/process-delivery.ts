import { NotFound } from '#application/shared/errors.ts';
import type { PaymentProvider, PaymentProviders, ProviderEvent } from '#application/shared/payment-provider.ts';
import type { Clock, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
import { nextTry } from '#domain/shared/back-off.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import type { Delivery, DeliveryLog, DeliveryResult } from './delivery-log.ts';
import type { PaymentFacts, Verdict } from './ports.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  deliveries: DeliveryLog;
  providers: PaymentProviders;
  facts: PaymentFacts;
  clock: Clock;
  log: Log;
  metrics: Metrics;
};

/** For as long as the delivery is kept; an alarm from that many on, about two hours. */
const TRIES = { attempts: 8, baseMs: 60_000, maxMs: 6 * 3_600_000 };

export class WebhookUnreadable extends DomainError {
  readonly kind = 'rejected';
  readonly code: 'WEBHOOK_UNREADABLE' | 'MISSING_REFUND_ID' = 'WEBHOOK_UNREADABLE';
}

class MissingRefundId extends WebhookUnreadable {
  override readonly code = 'MISSING_REFUND_ID';
}

/** Stored, and tried again by a worker; the provider sends it again as well. */
export class WebhookNotProcessed extends Error {}

type Attempt = { result: DeliveryResult; failure: WebhookUnreadable | WebhookNotProcessed | null };

/**
 * Acts on a stored delivery. Its body only says where to look: what is true is read from the provider. Processing one
 * again, by replay or retry, changes nothing that is settled.
 */
export class ProcessDelivery {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** `unstored` is a delivery that could not be written down. @throws {WebhookUnreadable | WebhookNotProcessed | NotFound} */
  async execute(deliveryId: string, unstored?: Delivery): Promise<DeliveryResult> {
    const { deliveries, log, metrics } = this.#deps;
    const delivery = unstored ?? (await deliveries.find(deliveryId));
    if (!delivery?.signatureValid) throw new NotFound('webhook delivery');
    const { result, failure } = await this.#attempt(delivery);
    if (result.startsWith('quarantined')) log.error('webhook_quarantined', { provider: delivery.provider, deliveryId, result });
    metrics.count('webhook_results', { provider: delivery.provider, result: result.split(':')[0] ?? result });
    if (!unstored) await this.#conclude(delivery, result, failure instanceof WebhookNotProcessed);
    if (failure) throw failure;
    return result;
  }

  async #attempt(delivery: Delivery): Promise<Attempt> {
    try {
      return { result: await this.#process(delivery), failure: null };
    } catch (error) {
      const { id: deliveryId, provider, eventType } = delivery;
      this.#deps.log.warn('webhook_not_processed', { provider, deliveryId, eventType, cause: String(error) });
      const result: DeliveryResult = `error: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`;
      if (error instanceof WebhookUnreadable) return { result, failure: error };
      return { result, failure: new WebhookNotProcessed('the delivery could not be processed', { cause: error }) };
    }
  }

  async #conclude({ id, attempts, provider }: Delivery, result: DeliveryResult, isOpen: boolean): Promise<void> {
    const { unitOfWork, deliveries, clock, log } = this.#deps;
    const at = clock.now();
    const nextTryAt = isOpen ? nextTry(TRIES, attempts + 1, at) : null;
    await unitOfWork.run(() => deliveries.conclude(id, result, { at, nextTryAt }));
    if (isOpen && attempts + 1 >= TRIES.attempts)
      log.error('webhook_not_processed_for_long', { provider, deliveryId: id, tries: attempts + 1, result });
  }

  async #process(delivery: Delivery): Promise<DeliveryResult> {
    const provider = this.#deps.providers.named(delivery.provider);
    if (!provider) throw new Error(`provider ${delivery.provider} is not configured`);
    const event = provider.readWebhook(Buffer.from(delivery.payload, 'utf8'));
    if (!event) throw new WebhookUnreadable('the body is not an event');
    const verdict = await this.#dispatch(provider, event);
    if (verdict === null) return 'skipped';
    if (verdict.result === 'quarantined') return `quarantined: ${verdict.reason}`;
    if (verdict.result === 'unknown')
      this.#deps.log.info('webhook_about_nothing_of_ours', { provider: provider.name, eventType: event.type });
    return 'ok';
  }

  async #dispatch(provider: PaymentProvider, { subject }: ProviderEvent): Promise<Verdict | null> {
    const { facts } = this.#deps;
    const unknown: Verdict = { result: 'unknown' };
    switch (subject.kind) {
      case 'payment': {
        const payment = await provider.getPayment(subject.paymentId);
        return payment ? facts.payment(provider.name, payment) : unknown;
      }
      case 'refund': {
        if (!subject.refundId) throw new MissingRefundId('the event names no refund');
        const refund = await provider.getRefund(subject.refundId);
        return refund ? facts.refund(provider.name, refund) : unknown;
      }
      case 'refunds':
        return this.#everyRefund(provider, subject.paymentId);
      case 'dispute': {
        const dispute = await provider.getDispute(subject.disputeId);
        return dispute ? facts.dispute(provider.name, dispute) : unknown;
      }
      case 'account':
        return facts.seller(provider.name, { kind: 'account', id: subject.accountId, accountId: subject.accountId });
      case 'payout':
        return facts.seller(provider.name, { kind: 'payout', id: subject.payoutId, accountId: subject.accountId });
      case 'transfer':
        return facts.seller(provider.name, { kind: 'transfer', id: subject.transferId, accountId: null });
      case 'irrelevant':
        return null;
    }
  }

  async #everyRefund(provider: PaymentProvider, paymentId: string): Promise<Verdict> {
    const verdicts: Verdict[] = [];
    for (const refund of await provider.listRefunds(paymentId)) verdicts.push(await this.#deps.facts.refund(provider.name, refund));
    const known = verdicts.filter(({ result }) => result !== 'unknown');
    return known.find(({ result }) => result === 'quarantined') ?? known[0] ?? { result: 'unknown' };
  }
}

import { NotFound } from '#application/shared/errors.ts';
import type { PaymentProvider, PaymentProviders, ProviderEvent } from '#application/shared/payment-provider.ts';
import type { Clock, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
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

export class WebhookUnreadable extends DomainError {
  readonly kind = 'rejected';
  readonly code: 'WEBHOOK_UNREADABLE' | 'MISSING_REFUND_ID' = 'WEBHOOK_UNREADABLE';
}

class MissingRefundId extends WebhookUnreadable {
  override readonly code = 'MISSING_REFUND_ID';
}

/** Stored, and tried again by a worker; the provider sends it again as well. */
export class WebhookNotProcessed extends Error {}

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
    let failure: WebhookUnreadable | WebhookNotProcessed | null = null;
    const result = await this.#process(delivery).catch((error: unknown): DeliveryResult => {
      failure =
        error instanceof WebhookUnreadable ? error : new WebhookNotProcessed('the delivery could not be processed', { cause: error });
      log.warn('webhook_not_processed', { provider: delivery.provider, deliveryId, eventType: delivery.eventType, cause: String(error) });
      return `error: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`;
    });
    if (result.startsWith('quarantined')) log.error('webhook_quarantined', { provider: delivery.provider, deliveryId, result });
    metrics.count('webhook_results', { provider: delivery.provider, result: result.split(':')[0] ?? result });
    if (!unstored)
      await this.#deps.unitOfWork.run(() =>
        deliveries.conclude(deliveryId, result, { over: !(failure instanceof WebhookNotProcessed), at: this.#deps.clock.now() }),
      );
    if (failure) throw failure;
    return result;
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

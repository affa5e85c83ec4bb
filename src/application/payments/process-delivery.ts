import type { PaymentProvider, PaymentProviders, ProviderEvent, ProviderRefund } from '#application/shared/payment-provider.ts';
import type { Clock, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
import { nextTry, type RetryPlan } from '#domain/shared/back-off.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import type { Delivery, DeliveryLog, DeliveryResult } from './delivery-log.ts';
import { genuineDelivery } from './genuine-delivery.ts';
import type { PaymentFacts, SellerSubject, Verdict } from './ports.ts';

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
export class WebhookNotProcessed extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'WEBHOOK_NOT_PROCESSED';
  constructor(cause: unknown) {
    super('the delivery could not be processed yet: its result says why, and it is tried again by itself', { cause });
  }
}

/** For what has to wait for something else of the same payment, which the provider has told or will tell by itself. */
const DEFERRED = { attempts: TRIES.attempts, baseMs: 15_000, maxMs: TRIES.maxMs };

/** What is left to do when the provider has been asked: it calls nobody, and may be done in a unit of work. */
type Consequence = { take: () => Promise<Verdict | null>; ofPayment: string | null };

const unknown: Verdict = { result: 'unknown' };
const nothing: Consequence = { take: async () => unknown, ofPayment: null };

/**
 * Acts on a stored delivery. Its body only says where to look: what is true is read from the provider. What follows from it
 * and that it is over are one unit of work. Processing one again, by replay or retry, changes nothing that is settled.
 */
export class ProcessDelivery {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {WebhookUnreadable | WebhookNotProcessed | NotFound | DeliveryForged} */
  async execute(deliveryId: string): Promise<DeliveryResult> {
    return this.process(await genuineDelivery(this.#deps.deliveries, deliveryId));
  }

  /** For whoever has it in hand; one that could not be written down is processed all the same. @throws {WebhookUnreadable | WebhookNotProcessed} */
  async process(delivery: Delivery, { stored }: { stored: boolean } = { stored: true }): Promise<DeliveryResult> {
    const { log, metrics } = this.#deps;
    const { id: deliveryId, provider, eventType } = delivery;
    let failure: WebhookUnreadable | WebhookNotProcessed | null = null;
    const result = await this.#act(delivery, stored).catch(async (error: unknown): Promise<DeliveryResult> => {
      failure = error instanceof WebhookUnreadable ? error : new WebhookNotProcessed(error);
      log.warn('webhook_not_processed', { provider, deliveryId, eventType, cause: String(error) });
      const fault: DeliveryResult = `error: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`;
      await this.#deps.unitOfWork.run(() => this.#conclude(delivery, stored, fault, failure instanceof WebhookUnreadable ? null : TRIES));
      return fault;
    });
    const tries = delivery.attempts + 1;
    if (tries >= TRIES.attempts && /^(error|deferred):/.test(result))
      log.error('webhook_not_processed_for_long', { provider, deliveryId, tries, result });
    if (result.startsWith('quarantined')) log.error('webhook_quarantined', { provider, deliveryId, result });
    metrics.count('webhook_results', { provider, result: result.split(':')[0] ?? result });
    if (failure) throw failure;
    return result;
  }

  async #act(delivery: Delivery, stored: boolean): Promise<DeliveryResult> {
    const { providers, facts, unitOfWork } = this.#deps;
    const provider = providers.named(delivery.provider);
    if (!provider) throw new Error(`provider ${delivery.provider} is not configured`);
    const event = provider.readWebhook(Buffer.from(delivery.payload, 'utf8'));
    if (!event) throw new WebhookUnreadable('the body is not an event');
    const { take, ofPayment } = await this.#ask(provider, event);
    const conclude = (verdict: Verdict | null) => this.#concludeBy(verdict, delivery, stored, event);
    const early = await unitOfWork.run(async () => {
      const verdict = await take();
      return verdict?.result === 'deferred' && ofPayment ? { payment: ofPayment } : { result: await conclude(verdict) };
    });
    if (early.result) return early.result;
    const payment = await provider.getPayment(early.payment);
    return unitOfWork.run(async () => {
      if (payment) await facts.payment(provider.name, payment);
      return conclude(await take());
    });
  }

  async #concludeBy(verdict: Verdict | null, delivery: Delivery, stored: boolean, event: ProviderEvent): Promise<DeliveryResult> {
    const result = this.#resultOf(verdict, event, delivery.provider);
    await this.#conclude(delivery, stored, result, verdict?.result === 'deferred' ? DEFERRED : null);
    return result;
  }

  /** Without a plan it is over. */
  async #conclude({ id, attempts }: Delivery, stored: boolean, result: DeliveryResult, again: RetryPlan | null): Promise<void> {
    const at = this.#deps.clock.now();
    if (stored) await this.#deps.deliveries.conclude(id, result, { at, nextTryAt: again && nextTry(again, attempts + 1, at) });
  }

  #resultOf(verdict: Verdict | null, event: ProviderEvent, provider: string): DeliveryResult {
    if (verdict === null) return 'skipped';
    if (verdict.result === 'quarantined' || verdict.result === 'deferred') return `${verdict.result}: ${verdict.reason}`;
    if (verdict.result === 'unknown') this.#deps.log.info('webhook_about_nothing_of_ours', { provider, eventType: event.type });
    return 'ok';
  }

  async #ask(provider: PaymentProvider, { subject }: ProviderEvent): Promise<Consequence> {
    const { facts } = this.#deps;
    switch (subject.kind) {
      case 'payment': {
        const payment = await provider.getPayment(subject.paymentId);
        return payment ? { take: () => facts.payment(provider.name, payment), ofPayment: null } : nothing;
      }
      case 'refund': {
        if (!subject.refundId) throw new MissingRefundId('the event names no refund');
        const refund = await provider.getRefund(subject.refundId);
        return refund ? { take: () => facts.refund(provider.name, refund), ofPayment: refund.paymentId } : nothing;
      }
      case 'refunds': {
        const refunds = await provider.listRefunds(subject.paymentId);
        return { take: () => this.#everyRefund(provider.name, refunds), ofPayment: subject.paymentId };
      }
      case 'dispute': {
        const dispute = await provider.getDispute(subject.disputeId);
        return dispute ? { take: () => facts.dispute(provider.name, dispute), ofPayment: dispute.paymentId } : nothing;
      }
      case 'irrelevant':
        return { take: async () => null, ofPayment: null };
      default: {
        const verdict = await facts.seller(provider.name, sellerSubjectOf(subject));
        return { take: async () => verdict, ofPayment: null };
      }
    }
  }

  async #everyRefund(provider: string, refunds: readonly ProviderRefund[]): Promise<Verdict> {
    const verdicts: Verdict[] = [];
    for (const refund of refunds) verdicts.push(await this.#deps.facts.refund(provider, refund));
    const known = verdicts.filter(({ result }) => result !== 'unknown');
    const worst = (['deferred', 'quarantined'] as const).map((bad) => known.find(({ result }) => result === bad));
    return worst.find((verdict) => verdict !== undefined) ?? known[0] ?? unknown;
  }
}

type SellerEvent = Extract<ProviderEvent['subject'], { kind: SellerSubject['kind'] }>;

function sellerSubjectOf(subject: SellerEvent): SellerSubject {
  switch (subject.kind) {
    case 'account':
      return { kind: 'account', id: subject.accountId, accountId: subject.accountId };
    case 'payout':
      return { kind: 'payout', id: subject.payoutId, accountId: subject.accountId };
    case 'transfer':
      return { kind: 'transfer', id: subject.transferId, accountId: null };
  }
}

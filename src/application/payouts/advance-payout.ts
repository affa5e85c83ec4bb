import { NotFound } from '#application/shared/errors.ts';
import type { Once } from '#application/shared/idempotency.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Money } from '#domain/shared/money.ts';
import type { PayoutSnapshot, Payouts, PayoutTerms } from './ports.ts';
import type { PayoutAnswer, SettlePayout } from './settle-payout.ts';
import { snapshotPayout } from './snapshots.ts';
import type { TransferService, TransferServices } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  payouts: Payouts;
  settlePayout: SettlePayout;
  services: TransferServices;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};
type Step = {
  id: string;
  provider: string;
  accountId: string;
  amount: Money;
  providerPayoutId: string | null;
  lookUpFirst: boolean;
  createdAt: Date;
};

/** Takes one payout a step further: sends it, or asks what became of it. No unit of work is open during the call. */
export class AdvancePayout {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * The payout with this id, though it be asked about no more, or with null the longest overdue one. Answers whether there
   * was one that something can still become of.
   */
  async execute(id: string | null, onUnanswered?: () => void): Promise<boolean> {
    const step = await this.#deps.unitOfWork.run(() => this.#reserve(id));
    if (!step) return false;
    const answer = await this.#ask(step);
    await this.#deps.settlePayout.execute(step.id, answer);
    if (answer.outcome === 'unknown') onUnanswered?.();
    return true;
  }

  /** Sends a payout that was just requested, and finishes its request with what it then is. */
  async settled(id: string, once: Once<PayoutSnapshot>): Promise<PayoutSnapshot> {
    const { unitOfWork, payouts } = this.#deps;
    await this.execute(id);
    return unitOfWork.run(async () => {
      const payout = await payouts.findForUpdate(id);
      if (!payout) throw new NotFound('payout');
      const snapshot = snapshotPayout(payout);
      await once.finish(snapshot);
      return snapshot;
    });
  }

  async #reserve(id: string | null): Promise<Step | null> {
    const { payouts, clock, terms } = this.#deps;
    const now = clock.now();
    const payout = id === null ? await payouts.lockNextDue(now) : await payouts.findForUpdate(id);
    if (!payout || payout.status === 'failed') return null;
    const lookUpFirst = payout.mustBeLookedUp(now);
    const leaseUntil = new Date(now.getTime() + terms.leaseMs);
    if (payout.isUnsent) payout.beginAttempt(now, leaseUntil);
    else payout.lease(leaseUntil);
    const { provider, accountId, amount, providerPayoutId, createdAt } = payout;
    return { id: payout.id, provider, accountId, amount, providerPayoutId, lookUpFirst, createdAt };
  }

  async #ask(step: Step): Promise<PayoutAnswer> {
    const service = this.#deps.services.named(step.provider);
    if (!service) {
      this.#deps.log.error('transfer_service_missing', { payoutId: step.id, provider: step.provider });
      return { outcome: 'unknown', cause: `${step.provider} is not configured any more` };
    }
    try {
      return await this.#call(service, step);
    } catch (cause) {
      return { outcome: 'unknown', cause };
    }
  }

  async #call(service: TransferService, step: Step): Promise<PayoutAnswer> {
    const { id, accountId, amount, providerPayoutId, lookUpFirst, createdAt } = step;
    const found = providerPayoutId
      ? await service.getPayout(providerPayoutId, accountId)
      : lookUpFirst && (await service.findPayout(id, accountId, createdAt));
    if (found) return { outcome: 'accepted', value: found };
    if (providerPayoutId) return { outcome: 'unknown', cause: 'the provider knows no such payout' };
    return service.createPayout(id, { accountId, amount });
  }
}

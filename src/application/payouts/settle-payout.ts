import type { Outcome } from '#application/shared/payment-provider.ts';
import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Payout } from '#domain/payouts/payout.ts';
import type { PayoutBooks, Payouts, PayoutTerms } from './ports.ts';
import type { ProviderPayout } from './transfer-service.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  payouts: Payouts;
  books: PayoutBooks;
  clock: Clock;
  log: Log;
  terms: PayoutTerms;
};

export type PayoutAnswer = Outcome<ProviderPayout>;

/** Takes what the provider says of a payout into it and into the books. Safe to repeat, and safe beside itself. */
export class SettlePayout {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(id: string, answer: PayoutAnswer): Promise<void> {
    const { unitOfWork, payouts } = this.#deps;
    await unitOfWork.run(async () => {
      const payout = await payouts.findForUpdate(id);
      if (!payout) throw new Error(`payout ${id} has gone`);
      await this.#apply(payout, answer);
    });
  }

  async #apply(payout: Payout, answer: PayoutAnswer): Promise<void> {
    const { clock, log, terms } = this.#deps;
    const now = clock.now();
    if (answer.outcome === 'accepted' && answer.value.payoutId && answer.value.amount.equals(payout.amount)) {
      await this.#follow(payout, answer.value, now);
    } else if (answer.outcome === 'declined') {
      if (!payout.isUnsent) return;
      payout.fail(answer.failure, now);
      log.warn('payout_declined', { payoutId: payout.id, code: answer.failure.code });
    } else if (payout.isUnsent) {
      const from = payout.status;
      payout.loseTrack(terms.transferRetry, now);
      const cause = answer.outcome === 'unknown' ? String(answer.cause) : 'the answer does not fit what was asked for';
      const unresolved = payout.status === 'unresolved' && from !== 'unresolved';
      if (unresolved) log.error('payout_unresolved', { payoutId: payout.id, cause });
      else log.warn('payout_without_answer', { payoutId: payout.id, cause });
    } else if (payout.status !== 'failed') {
      log.warn('payout_not_read', { payoutId: payout.id });
      payout.askAgain(now, terms.payoutWatch);
    }
  }

  async #follow(payout: Payout, told: ProviderPayout, now: Date): Promise<void> {
    const { books, log, terms } = this.#deps;
    const { id, sellerId, provider, amount } = payout;
    const failure = told.failure ?? { code: 'PAYOUT_FAILED', message: 'the bank did not accept the payout' };
    if (payout.status === 'failed') return;
    if (told.status === 'failed') {
      if (payout.sentAt) await books.returnPayout({ id, sellerId, provider, amount }, now);
      if (payout.status === 'paid') log.error('payout_bounced', { payoutId: id, sellerId, code: failure.code });
      payout.fail(failure, now, told.payoutId);
      return;
    }
    if (payout.isUnsent) {
      payout.accept(told.payoutId, now, terms.payoutWatch);
      await books.recordPayout({ id, sellerId, provider, amount }, now);
    }
    if (told.status === 'paid' && payout.status === 'in_transit') payout.arrive(now, terms.payoutWatch);
    else payout.checkAgain(now, terms.payoutWatch);
  }
}

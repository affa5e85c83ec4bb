import { keyMayBeForgotten, nextTry, type RetryPlan } from '#domain/shared/back-off.ts';

type Facts = Pick<Calls, 'attempts' | 'refusals' | 'firstAttemptAt' | 'unresolvedSince'>;

/** The calls to a provider that were made for one row, and what is known of them. Immutable. */
export class Calls {
  readonly attempts: number;
  /** How often the provider has said a clear no: each makes the next attempt a new one to it. */
  readonly refusals: number;
  readonly firstAttemptAt: Date | null;
  /** Since when nobody knows what became of an attempt; set from before the call until its answer is certain. */
  readonly unresolvedSince: Date | null;

  constructor({ attempts, refusals, firstAttemptAt, unresolvedSince }: Facts) {
    this.attempts = attempts;
    this.refusals = refusals;
    this.firstAttemptAt = firstAttemptAt;
    this.unresolvedSince = unresolvedSince;
  }

  static none(): Calls {
    return new Calls({ attempts: 0, refusals: 0, firstAttemptAt: null, unresolvedSince: null });
  }

  /** Counts an attempt before it is made. */
  begun(at: Date): Calls {
    const { firstAttemptAt, unresolvedSince } = this;
    return this.with({ attempts: this.attempts + 1, firstAttemptAt: firstAttemptAt ?? at, unresolvedSince: unresolvedSince ?? at });
  }

  /** The provider said no, and nothing happened. */
  refused(): Calls {
    return this.with({ refusals: this.refusals + 1, unresolvedSince: null });
  }

  /** Likewise, and it was no failed attempt. */
  postponed(): Calls {
    return this.with({ attempts: this.attempts - 1, refusals: this.refusals + 1, unresolvedSince: null });
  }

  /** Nobody knows what happened, whatever another attempt was answered meanwhile. */
  unanswered(at: Date): Calls {
    return this.with({ unresolvedSince: this.unresolvedSince ?? at });
  }

  /** What became of every attempt is certain. */
  resolved(): Calls {
    return this.with({ unresolvedSince: null });
  }

  /** Nothing is repeated blindly: an earlier attempt may have gone through. */
  mustBeLookedUp(at: Date): boolean {
    return this.unresolvedSince !== null || (this.firstAttemptAt !== null && keyMayBeForgotten(this.firstAttemptAt, at));
  }

  areUsedUp({ attempts }: RetryPlan): boolean {
    return this.attempts >= attempts;
  }

  nextAt(plan: RetryPlan, at: Date): Date {
    return nextTry(plan, this.attempts, at);
  }

  private with(changed: Partial<Facts>): Calls {
    return new Calls({ ...this, ...changed });
  }
}

import { DomainError } from '#domain/shared/domain-error.ts';

/** At most `quota` takes in each window of `windowSeconds`. */
export type RateLimitPolicy = { name: string; quota: number; windowSeconds: number };
export type RateLimitState = { allowed: boolean; remaining: number; resetSeconds: number };

export abstract class RateLimiter {
  abstract take(policy: RateLimitPolicy, key: string): Promise<RateLimitState>;
  /** Undoes one allowed take, where only failures are to count: the attempt takes first, so that racing ones cannot slip through. */
  abstract giveBack(policy: RateLimitPolicy, key: string): Promise<void>;
}

export class TooManyRequests extends DomainError {
  readonly kind = 'too-many-requests';
  readonly code = 'TOO_MANY_REQUESTS';
  override readonly retryAfterSeconds: number;
  readonly policy: RateLimitPolicy;
  constructor(policy: RateLimitPolicy, retryAfterSeconds: number) {
    super('too many requests: wait and try again');
    this.policy = policy;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

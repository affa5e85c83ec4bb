import { type RateLimiter, type RateLimitPolicy, TooManyRequests } from '#application/shared/rate-limit.ts';
import { PromoCodeRefused } from '#domain/marketplace/promo-code.ts';

type Deps = { limiter: RateLimiter };

const refusals: RateLimitPolicy = { name: 'refused-promo-codes', quota: 10, windowSeconds: 900 };

/** Stops an account that guesses promo codes. A code that is taken counts for nothing. */
export class PromoCodeAttempts {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Runs what redeems a code. @throws {TooManyRequests} without having run it. */
  async guard<T>(buyerId: string, redeem: () => Promise<T>): Promise<T> {
    const { limiter } = this.#deps;
    const { allowed, resetSeconds } = await limiter.take(refusals, buyerId);
    if (!allowed) throw new TooManyRequests(refusals, resetSeconds);
    let refused = false;
    try {
      return await redeem();
    } catch (error) {
      refused = error instanceof PromoCodeRefused;
      throw error;
    } finally {
      if (!refused) await limiter.giveBack(refusals, buyerId);
    }
  }
}

import type { RateLimiter, RateLimitPolicy } from '#application/shared/rate-limit.ts';
import type { PasswordHasher } from './ports.ts';

type Deps = { passwords: PasswordHasher; limiter: RateLimiter };

export type Attempt =
  /** `renewedHash` is there when the old one has become too weak. */
  { outcome: 'right'; renewedHash: string | null } | { outcome: 'wrong' } | { outcome: 'limited'; retryAfterSeconds: number };

const failures: RateLimitPolicy = { name: 'failed-logins', quota: 10, windowSeconds: 900 };

/** Compares passwords, and stops comparing for an address, known or not, where too many were wrong. */
export class PasswordAttempts {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async check(email: string, password: string, hash: string | null): Promise<Attempt> {
    const { passwords, limiter } = this.#deps;
    const { allowed, resetSeconds } = await limiter.take(failures, email);
    if (!allowed) return { outcome: 'limited', retryAfterSeconds: resetSeconds };
    let wrong = false;
    try {
      const { matches, outdated } = await passwords.verify(password, hash);
      wrong = !matches;
      if (wrong) return { outcome: 'wrong' };
      return { outcome: 'right', renewedHash: outdated ? await passwords.hash(password) : null };
    } finally {
      if (!wrong) await limiter.giveBack(failures, email);
    }
  }
}

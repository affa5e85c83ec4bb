import type { RateLimiter, RateLimitPolicy } from '#application/shared/rate-limit.ts';
import type { PasswordHasher } from './ports.ts';
import { WaitingRoom } from './waiting-room.ts';

type Deps = { passwords: PasswordHasher; limiter: RateLimiter };

export type Attempt =
  /** `renewedHash` is there when the old one has become too weak. */
  | { outcome: 'right'; renewedHash: string | null }
  | { outcome: 'wrong' }
  | { outcome: 'limited'; policy: RateLimitPolicy; retryAfterSeconds: number };

const failures: RateLimitPolicy = { name: 'failed-logins', quota: 10, windowSeconds: 900 };
const MOST_WAITING = 30;

/**
 * Compares passwords, one at a time for each address, so that those that are still being compared are no failures; and stops
 * comparing for an address, known or not, where too many were wrong.
 */
export class PasswordAttempts {
  readonly #deps: Deps;
  readonly #lines = new Map<string, WaitingRoom>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {Busy} when too many wait for this address, or for any. */
  async check(email: string, password: string, hash: string | null): Promise<Attempt> {
    const line = this.#lines.get(email) ?? new WaitingRoom({ atOnce: 1, waiting: MOST_WAITING });
    this.#lines.set(email, line);
    try {
      return await line.enter(() => this.#compare(email, password, hash));
    } finally {
      if (line.isEmpty && this.#lines.get(email) === line) this.#lines.delete(email);
    }
  }

  async #compare(email: string, password: string, hash: string | null): Promise<Attempt> {
    const { passwords, limiter } = this.#deps;
    const { allowed, resetSeconds } = await limiter.take(failures, email);
    if (!allowed) return { outcome: 'limited', policy: failures, retryAfterSeconds: resetSeconds };
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

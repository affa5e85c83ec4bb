import type { Clock } from '#application/shared/ports.ts';
import { RateLimiter, type RateLimitPolicy, type RateLimitState } from '#application/shared/rate-limit.ts';

type Deps = { clock: Clock; maxKeys?: number };
type Window = { taken: number; endsAt: number };

/** Fixed windows in this process. Bounded: beyond `maxKeys` the window that began first is forgotten. */
export class InMemoryRateLimiter extends RateLimiter {
  readonly #clock: Clock;
  readonly #maxKeys: number;
  readonly #windows = new Map<string, Window>();

  constructor({ clock, maxKeys = 100_000 }: Deps) {
    super();
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  async take(policy: RateLimitPolicy, key: string): Promise<RateLimitState> {
    const now = this.#clock.now().getTime();
    const window = this.#windowOf(`${policy.name} ${key}`, now, policy.windowSeconds * 1000);
    const allowed = window.taken < policy.quota;
    if (allowed) window.taken++;
    return { allowed, remaining: policy.quota - window.taken, resetSeconds: Math.ceil((window.endsAt - now) / 1000) };
  }

  async giveBack(policy: RateLimitPolicy, key: string): Promise<void> {
    const window = this.#windows.get(`${policy.name} ${key}`);
    if (window && window.taken > 0) window.taken--;
  }

  #windowOf(key: string, now: number, length: number): Window {
    const current = this.#windows.get(key);
    if (current && current.endsAt > now) return current;
    const window = { taken: 0, endsAt: now + length };
    this.#windows.delete(key);
    this.#windows.set(key, window);
    if (this.#windows.size > this.#maxKeys) this.#forgetOldest();
    return window;
  }

  #forgetOldest(): void {
    for (const key of this.#windows.keys()) {
      this.#windows.delete(key);
      return;
    }
  }
}

import type { WireAnswer } from '#test/stand-ins/wire/stand-in-server.ts';
import { StripeRefusal } from './refusal.ts';

const FORGOTTEN_AFTER_MS = 86_400_000;

type Kept = { fingerprint: string; answer: WireAnswer; at: number };

/** What each idempotency key was answered, faults of the server's own included, until it is a day old. */
export class IdempotencyKeys {
  readonly #kept = new Map<string, Kept>();
  readonly #running = new Set<string>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** From now on a call with the key is told that the first one is still running. */
  occupy(key: string): void {
    this.#running.add(key);
  }

  release(key: string): void {
    this.#running.delete(key);
  }

  /** The answer that the key was given before, if it was. @throws {StripeRefusal} */
  replay(scope: string, key: string, fingerprint: string): WireAnswer | null {
    if (key.length > 255) throw new StripeRefusal('Idempotency key too long', { param: 'idempotency_key' });
    if (this.#running.has(key)) {
      const message = 'There is currently another in-progress request using this Idempotent Key.';
      throw new StripeRefusal(message, { status: 409, type: 'idempotency_error', code: 'idempotency_key_in_use' });
    }
    const kept = this.#kept.get(`${scope}:${key}`);
    if (!kept || this.#now().getTime() - kept.at >= FORGOTTEN_AFTER_MS) return null;
    if (kept.fingerprint !== fingerprint) {
      const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';
      throw new StripeRefusal(message, { type: 'idempotency_error' });
    }
    return { ...kept.answer, headers: { 'idempotent-replayed': 'true' } };
  }

  keep(scope: string, key: string, fingerprint: string, answer: WireAnswer): void {
    this.#kept.set(`${scope}:${key}`, { fingerprint, answer: structuredClone(answer), at: this.#now().getTime() });
  }
}

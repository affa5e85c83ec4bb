import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Log } from '#application/shared/ports.ts';
import { signSandboxBody } from './sandbox-signature.ts';

/** What becomes of the deliveries of one event: five copies, a late one, one behind the next event, or none. */
export const sandboxScenarios = ['normal', 'duplicate', 'delay', 'reorder', 'drop'] as const;
export type SandboxScenario = (typeof sandboxScenarios)[number];

/** `url` is asked for at each delivery: the server may not listen yet when this is made. */
type Options = { url: () => string; secret: string; delayMs: number; clock: Clock; log: Log };
type SandboxEvent = { type: string; object: Record<string, string> };

const COPIES = 5;
const LATE_MS = 2_000;
const RETRY_AFTER_MS = [200, 1_000, 5_000, 15_000, 60_000];
const TIMEOUT_MS = 10_000;

/** Sends signed events to the real webhook route over HTTP, behind the back of whoever caused them. */
export class SandboxWebhooks {
  readonly #options: Options;
  readonly #sending = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #held: string[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  send(event: SandboxEvent, scenario: SandboxScenario): void {
    if (scenario === 'drop') return;
    const id = `sbxevt_${randomBytes(12).toString('hex')}`;
    const body = JSON.stringify({ id, created: this.#options.clock.now().toISOString(), ...event });
    if (scenario === 'reorder') {
      this.#held.push(body);
      return;
    }
    const delayMs = this.#options.delayMs + (scenario === 'delay' ? LATE_MS : 0);
    for (let copy = 0; copy < (scenario === 'duplicate' ? COPIES : 1); copy += 1) this.#track(this.#deliver(body, delayMs));
    for (const earlier of this.#held.splice(0)) this.#track(this.#deliver(earlier, delayMs + 100));
  }

  /** Resolves when nothing is under way any more. What is held back for reordering is sent first. */
  async drain(): Promise<void> {
    for (const held of this.#held.splice(0)) this.#track(this.#deliver(held, 0));
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  /** Gives up what is under way: reconciliation finds it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#sending);
  }

  #track(delivery: Promise<void>): void {
    const tracked = delivery
      .catch((error: unknown) => this.#options.log.warn('sandbox_webhook_given_up', { cause: String(error) }))
      .finally(() => this.#sending.delete(tracked));
    this.#sending.add(tracked);
  }

  async #deliver(body: string, delayMs: number): Promise<void> {
    const { signal } = this.#stopping;
    await sleep(delayMs, undefined, { signal });
    for (const retryAfterMs of [...RETRY_AFTER_MS, null]) {
      const failure = await this.#post(body);
      if (failure === null) return;
      if (retryAfterMs === null) throw new Error(failure);
      await sleep(retryAfterMs, undefined, { signal });
    }
  }

  /** Null when the delivery was taken, else why not. */
  async #post(body: string): Promise<string | null> {
    const { url, secret, clock } = this.#options;
    const signature = signSandboxBody(secret, body, Math.floor(clock.now().getTime() / 1000));
    try {
      const response = await fetch(url(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-sandbox-signature': signature, 'user-agent': 'Veza-Sandbox/1' },
        body,
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? null : `the webhook route answered ${response.status}`;
    } catch (error) {
      return String(error);
    }
  }
}

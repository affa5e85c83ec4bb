import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Log } from '#application/shared/ports.ts';
import { signSandboxBody } from './sandbox-signature.ts';
import { SignedPost } from './signed-post.ts';

/** What becomes of the deliveries of one event: five copies, a late one, one behind the next event, or none. */
export const sandboxScenarios = ['normal', 'duplicate', 'delay', 'reorder', 'drop'] as const;
export type SandboxScenario = (typeof sandboxScenarios)[number];

type Options = {
  /** Asked for at each delivery: the server may not listen yet when this is made. */
  url: () => string;
  secret: string;
  delayMs: number;
  /** How late `delay` is, and how long `reorder` waits for another event at most; 2,000 when left out. */
  lateMs?: number;
  /** The pauses before each further try. */
  retryAfterMs?: readonly number[];
  clock: Clock;
  log: Log;
};
type SandboxEvent = { type: string; object: Record<string, string> };

const COPIES = 5;
const LATE_MS = 2_000;
const RETRY_AFTER_MS = [200, 1_000, 5_000, 15_000, 60_000];
const TIMEOUT_MS = 10_000;

/** Sends signed events to the real webhook route over HTTP, behind the back of whoever caused them. */
export class SandboxWebhooks {
  readonly #options: Required<Options>;
  readonly #sending = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #posts = new SignedPost();
  #next = Promise.withResolvers<void>();

  constructor(options: Options) {
    this.#options = { lateMs: LATE_MS, retryAfterMs: RETRY_AFTER_MS, ...options };
  }

  send(event: SandboxEvent, scenario: SandboxScenario): void {
    if (scenario === 'drop') return;
    const { clock, delayMs, lateMs } = this.#options;
    const id = `sbxevt_${randomBytes(12).toString('hex')}`;
    const body = JSON.stringify({ id, created: clock.now().toISOString(), ...event });
    if (scenario === 'reorder') {
      this.#track(this.#deliverBehindNext(body));
      return;
    }
    const copies = Array.from({ length: scenario === 'duplicate' ? COPIES : 1 }, () =>
      this.#deliver(body, scenario === 'delay' ? delayMs + lateMs : delayMs),
    );
    const passed = this.#next;
    this.#next = Promise.withResolvers();
    void Promise.allSettled(copies).then(() => passed.resolve());
    for (const copy of copies) this.#track(copy);
  }

  /** Resolves when nothing is under way any more. */
  async drain(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  /** Gives up what is under way: reconciliation finds it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.drain();
    this.#posts.close();
  }

  #track(delivery: Promise<void>): void {
    const tracked = delivery
      .catch((error: unknown) => this.#options.log.warn('sandbox_webhook_given_up', { cause: String(error) }))
      .finally(() => this.#sending.delete(tracked));
    this.#sending.add(tracked);
  }

  async #deliverBehindNext(body: string): Promise<void> {
    const passed = new AbortController();
    const { promise } = this.#next;
    await Promise.race([promise, this.#wait(this.#options.lateMs, passed.signal)]);
    passed.abort();
    await this.#deliver(body, 0);
  }

  async #deliver(body: string, delayMs: number): Promise<void> {
    await this.#wait(delayMs);
    for (const retryAfterMs of [...this.#options.retryAfterMs, null]) {
      const failure = await this.#post(body);
      if (failure === null) return;
      if (retryAfterMs === null) throw new Error(failure);
      await this.#wait(retryAfterMs);
    }
  }

  async #wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms === 0) return nextTurn();
    await sleep(ms, undefined, { signal: signal ? AbortSignal.any([signal, this.#stopping.signal]) : this.#stopping.signal });
  }

  /** Null when the delivery was taken, else why not. */
  async #post(body: string): Promise<string | null> {
    const { url, secret, clock } = this.#options;
    const signature = signSandboxBody(secret, body, Math.floor(clock.now().getTime() / 1000));
    try {
      const status = await this.#posts.send({
        url: url(),
        headers: { 'content-type': 'application/json', 'x-sandbox-signature': signature, 'user-agent': 'Veza-Sandbox/1' },
        body,
        timeoutMs: TIMEOUT_MS,
        signal: this.#stopping.signal,
      });
      return status >= 200 && status < 300 ? null : `the webhook route answered ${status}`;
    } catch (error) {
      return String(error);
    }
  }
}

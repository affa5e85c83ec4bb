/** `headersAt` signs at the moment of sending: a scheme without a time gives the same bytes again. */
export type WebhookEvent = { id: string; type: string; body: Buffer; headersAt: (at: Date) => Record<string, string> };

/** `status` is null when nobody answered. */
export type WebhookDelivery = { event: WebhookEvent; status: number | null };

type Options = { now: () => Date; url?: string | null };

/** Sends a provider's events one after the other, in the order that they happened unless told to hold them. */
export class WebhookSender {
  /** Where to; null keeps every event without sending it. */
  url: string | null;
  /** Every event that ever happened. */
  readonly events: WebhookEvent[] = [];
  readonly deliveries: WebhookDelivery[] = [];
  readonly #now: () => Date;
  readonly #stopping = new AbortController();
  #held: WebhookEvent[] | null = null;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#now = options.now;
    this.url = options.url ?? null;
  }

  happened(event: WebhookEvent): void {
    this.events.push(event);
    if (this.#held) this.#held.push(event);
    else this.send(event);
  }

  /** From now on events wait for `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was held, as `arrange` leaves it: duplicated, shuffled, thinned out. Later events go at once again. */
  async release(arrange: (held: WebhookEvent[]) => WebhookEvent[] = (held) => held): Promise<void> {
    const held = this.#held ?? [];
    this.#held = null;
    for (const event of arrange(held)) this.send(event);
    await this.idle();
  }

  /** Sends an event, or sends it again, behind those under way. */
  send(event: WebhookEvent): void {
    this.#tail = this.#tail.then(() => this.#deliver(event));
  }

  /** Sends once more what nobody took: the provider's own retries, without the hours between them. */
  async retry(): Promise<void> {
    await this.idle();
    const taken = new Set(this.deliveries.filter(({ status }) => isTaken(status)).map(({ event }) => event));
    const left = new Set(this.deliveries.map(({ event }) => event).filter((event) => !taken.has(event)));
    for (const event of left) this.send(event);
    await this.idle();
  }

  async idle(): Promise<void> {
    let tail: Promise<void>;
    do {
      tail = this.#tail;
      await tail;
    } while (tail !== this.#tail);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.idle();
  }

  async #deliver(event: WebhookEvent): Promise<void> {
    const { url } = this;
    if (url === null || this.#stopping.signal.aborted) return;
    this.deliveries.push({ event, status: await this.#post(url, event) });
  }

  async #post(url: string, { body, headersAt }: WebhookEvent): Promise<number | null> {
    try {
      const headers = { 'content-type': 'application/json', ...headersAt(this.#now()) };
      const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body), signal: this.#stopping.signal });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }
}

function isTaken(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

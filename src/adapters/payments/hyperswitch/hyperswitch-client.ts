import { objectOf, textOf } from '#adapters/payments/event-body.ts';

export type HyperswitchClientOptions = {
  /** Without a trailing slash: `https://api.hyperswitch.io`. */
  url: string;
  apiKey: string;
  /** From the first byte sent to the last one read; 10,000 when left out. */
  timeoutMs?: number;
};

/**
 * Hyperswitch's definite "no". `blocked` is its fraud rules, which it sends with status 200; `ours` is about our key, our
 * address for it or our request, and about nobody's card.
 */
type HyperswitchRefusal = { ok: false; status: number; code: string; message: string; blocked: boolean; ours: boolean };
export type HyperswitchAnswer = { ok: true; body: unknown } | HyperswitchRefusal;

/** Nothing can be told from it: no answer, an answer that makes no sense, or one that says to come again. */
export class HyperswitchSilent extends Error {}

const DEFAULT_TIMEOUT_MS = 10_000;
const ABOUT_US = new Set(['IR_01', 'IR_02', 'IR_03', 'IR_04', 'IR_05', 'IR_06', 'IR_07', 'IR_17', 'IR_18', 'IR_22']);
const COME_AGAIN = new Set([408, 409, 425, 429]);

export class HyperswitchClient {
  readonly #options: Required<HyperswitchClientOptions>;

  constructor(options: HyperswitchClientOptions) {
    if (options.apiKey === '') throw new TypeError('Hyperswitch needs an API key');
    this.#options = { timeoutMs: DEFAULT_TIMEOUT_MS, ...options };
  }

  /** No call takes longer. */
  get timeoutMs(): number {
    return this.#options.timeoutMs;
  }

  get(path: string): Promise<HyperswitchAnswer> {
    return this.#send('GET', path, {}, null);
  }

  /** @throws {HyperswitchSilent} */
  post(path: string, body: object, idempotencyKey?: string): Promise<HyperswitchAnswer> {
    const headers = { 'content-type': 'application/json', ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}) };
    return this.#send('POST', path, headers, JSON.stringify(body));
  }

  async #send(method: string, path: string, headers: Record<string, string>, body: string | null): Promise<HyperswitchAnswer> {
    const { url, apiKey, timeoutMs } = this.#options;
    let status: number;
    let text: string;
    try {
      const response = await fetch(url + path, {
        method,
        headers: { 'api-key': apiKey, accept: 'application/json', ...headers },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      text = await response.text();
    } catch (cause) {
      throw new HyperswitchSilent(`Hyperswitch did not answer ${method} ${path}`, { cause });
    }
    return read(`${method} ${path}`, status, text);
  }
}

function read(call: string, status: number, text: string): HyperswitchAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new HyperswitchSilent(`Hyperswitch answered ${call} with ${status} and no JSON`, { cause });
  }
  const error = objectOf(objectOf(body)?.['error']);
  const code = textOf(error, 'code');
  const busy = status === 422 && code === 'HE_00';
  if (status >= 500 || status < 200 || COME_AGAIN.has(status) || busy) {
    throw new HyperswitchSilent(`Hyperswitch answered ${call} with ${status} ${code ?? ''}`.trimEnd());
  }
  if (status < 300 && !error) return { ok: true, body };
  if (!code) throw new HyperswitchSilent(`Hyperswitch answered ${call} with ${status} and no reason`);
  const message = textOf(error, 'message') ?? 'the payment provider refused the request';
  return { ok: false, status, code, message, blocked: status < 300, ours: ABOUT_US.has(code) };
}

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Fault, Faults } from './faults.ts';
import type { WebhookSender } from './webhook-sender.ts';

export type WireRequest = { method: string; path: string; query: URLSearchParams; headers: IncomingHttpHeaders; body: string };
export type WireAnswer = { status: number; body: unknown; headers?: Record<string, string> };

/** A provider's server on this machine: real HTTP, every request kept, faults on demand, and a clock of its own. */
export abstract class StandInServer {
  readonly requests: WireRequest[] = [];
  readonly #faults = new Faults();
  #server: Server | null = null;
  #url = '';
  #aheadMs = 0;
  #bug: { error: unknown } | null = null;
  #now: () => Date;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  /** What this provider tells us by itself. */
  abstract readonly webhooks: WebhookSender;
  /** Does what the request asks for and says so; with `instead`, that is said whatever came of it. */
  protected abstract answer(request: WireRequest, instead: WireAnswer | null): WireAnswer;

  /** Without a trailing slash. */
  get url(): string {
    if (this.#url === '') throw new Error('the server has not started');
    return this.#url;
  }

  now(): Date {
    return new Date(this.#now().getTime() + this.#aheadMs);
  }

  advanceClock(ms: number): void {
    this.#aheadMs += ms;
  }

  setClock(now: () => Date): void {
    this.#now = now;
    this.#aheadMs = 0;
  }

  /** The next call that `concerns` lets through, by default the next POST, ends like this; `times` of them in a row. */
  failNext(fault: Fault, concerns: (request: WireRequest) => boolean = (request) => request.method === 'POST', times = 1): void {
    for (let time = 0; time < times; time += 1) this.#faults.add(fault, concerns);
  }

  async start(port = 0): Promise<this> {
    const server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        this.#bug ??= { error };
        response.destroy();
      });
    });
    this.#server = server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    this.#url = `http://127.0.0.1:${address.port}`;
    return this;
  }

  /** @throws what went wrong inside the stand-in itself, if anything did. */
  async stop(): Promise<void> {
    await this.webhooks.stop();
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    if (this.#bug) throw this.#bug.error;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://stand-in');
    const request: WireRequest = {
      method: incoming.method ?? '',
      path: pathname,
      query: searchParams,
      headers: incoming.headers,
      body: await text(incoming),
    };
    this.requests.push(request);
    const fault = this.#faults.take(request);
    const instead = fault && typeof fault.outcome === 'object' ? fault.outcome : null;
    const answer = fault && !fault.effect ? null : this.answer(request, instead);
    if (fault?.outcome === 'time-out') return;
    if (fault?.outcome === 'reset') return void incoming.socket.resetAndDestroy();
    const { status, body, headers } = instead ?? answer ?? { status: 500, body: null, headers: {} };
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
    if (fault?.outcome !== 'truncated') return void response.end(bytes);
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  }
}

import { validateHeaderValue } from 'node:http';
import type { Writable } from 'node:stream';
import type { Request, Response } from 'express';
import { type Answer, type AnswerHeaders, type BytesAnswer, contentOf } from '../answer.ts';
import type { Reply } from '../route.ts';
import { plainAddress } from './client-address.ts';
import { namesTag } from './entity-tags.ts';
import { flatHeaders } from './flat-headers.ts';
import { endLingering, isWorthReading } from './linger.ts';
import type { MountedRoute } from './mounted-route.ts';
import { hasBody } from './read-body.ts';

const jsonContentType = 'application/json';

type Parts = { request: Request; response: Response; requestId: string; baseHeaders: AnswerHeaders; isDraining: () => boolean };

/** One request and the answer that it gets. */
export class Exchange implements Reply {
  readonly request: Request;
  readonly response: Response;
  readonly requestId: string;
  /** The caller's address, which a connection that was cut would have forgotten. */
  readonly ip: string;
  /** What every answer to this request carries, beside what all answers carry. */
  readonly headers: AnswerHeaders;
  readonly startedAt: number;
  mounted: MountedRoute | null = null;
  userId: string | null = null;
  readonly #baseHeaders: AnswerHeaders;
  readonly #isDraining: () => boolean;

  constructor({ request, response, requestId, baseHeaders, isDraining }: Parts) {
    this.request = request;
    this.response = response;
    this.requestId = requestId;
    this.ip = plainAddress(request.ip ?? '');
    this.headers = { 'x-request-id': requestId };
    this.#baseHeaders = baseHeaders;
    this.#isDraining = isDraining;
    this.startedAt = performance.now();
  }

  /** Without the query. */
  get path(): string {
    const { url } = this.request;
    const query = url.indexOf('?');
    return query === -1 ? url : url.slice(0, query);
  }

  get target(): Writable {
    return this.response;
  }

  begin(status: number, headers: AnswerHeaders): void {
    if (this.#isDraining() || (this.#isEarly && !isWorthReading(this.request))) this.headers['connection'] = 'close';
    this.response.writeHead(status, flatHeaders(this.#baseHeaders, this.headers, headers));
  }

  /** For middleware that adds to the headers of a response, or ends it. */
  applyHeaders(): void {
    const flat = flatHeaders(this.#baseHeaders, this.headers, {});
    for (let at = 0; at < flat.length; at += 2) this.response.setHeader(String(flat[at]), flat[at + 1] ?? '');
  }

  send(answer: Answer | BytesAnswer): void {
    const content = contentOf(answer);
    if (this.#isUnchanged(answer)) this.#write(304, answer.headers, undefined);
    else
      this.#write(answer.status, content === undefined ? answer.headers : { 'content-type': jsonContentType, ...answer.headers }, content);
  }

  /** Before all of its request has arrived. */
  get #isEarly(): boolean {
    return !this.request.complete && hasBody(this.request);
  }

  /** On its connection, by our wish or the caller's; known once the answer has begun. */
  get #isLast(): boolean {
    return this.headers['connection'] === 'close' || !this.response.shouldKeepAlive;
  }

  /** The conditional GET of RFC 9110 § 13, for answers that carry an ETag. */
  #isUnchanged({ status, headers }: Answer | BytesAnswer): boolean {
    const { method } = this.request;
    const known = this.request.headers['if-none-match'];
    const { etag } = headers;
    if (known === undefined || etag === undefined || status !== 200 || (method !== 'GET' && method !== 'HEAD')) return false;
    return namesTag(known, String(etag), 'weak');
  }

  #write(status: number, headers: AnswerHeaders, content: string | Uint8Array | undefined): void {
    const length = content === undefined ? 0 : typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
    const bodiless = status === 204 || status === 304;
    // writeHead would find a bad value too, but only after it has decided that this answer has no body.
    for (const name in headers) validateHeaderValue(name, String(headers[name]));
    const isEarly = this.#isEarly;
    this.begin(status, bodiless ? headers : { ...headers, 'content-length': length });
    if (isEarly && this.#isLast) endLingering(this.request, this.response, content);
    else {
      this.response.end(content);
      if (isEarly) this.request.resume();
    }
  }
}

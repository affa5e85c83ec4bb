import type { IncomingHttpHeaders } from 'node:http';
import type { RequestContext } from '../route.ts';
import { plainAddress } from './client-address.ts';
import type { Exchange } from './exchange.ts';

/** Works out what a handler asks for, when it asks. */
export class HttpContext implements RequestContext {
  readonly requestId: string;
  readonly #exchange: Exchange;
  readonly #publicUrl: string;

  constructor(exchange: Exchange, publicUrl: string) {
    this.#exchange = exchange;
    this.#publicUrl = publicUrl;
    this.requestId = exchange.requestId;
  }

  get ip(): string {
    return plainAddress(this.#exchange.request.ip ?? '');
  }

  get userAgent(): string {
    return this.headers['user-agent'] ?? '';
  }

  get headers(): IncomingHttpHeaders {
    return this.#exchange.request.headers;
  }

  url(path: string): string {
    return this.#publicUrl + path;
  }
}

import type { Request, Response } from 'express';
import { requestContext } from '#adapters/logging/request-context.ts';
import type { AtHand } from '#application/shared/at-hand.ts';
import { NotFound, Unavailable } from '#application/shared/errors.ts';
import type { Ids, Log } from '#application/shared/ports.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { type Answer, type AnswerHeaders, answer, type BytesAnswer } from '../answer.ts';
import { CONTINUE } from './body-invitation.ts';
import type { CrossOrigin } from './cross-origin.ts';
import { Exchange } from './exchange.ts';
import { ClientGone, HttpRefusal, MalformedRequest } from './http-errors.ts';
import { replayed } from './idempotent-requests.ts';
import type { MountedRoute } from './mounted-route.ts';
import { AlreadyAnswered } from './once.ts';
import { isIn, type PageArea, shownAt } from './page-area.ts';
import { problemOf } from './problem.ts';
import type { RequestLog } from './request-log.ts';
import type { RouteRunner } from './route-runner.ts';
import type { RouteTable } from './route-table.ts';

const REQUEST_ID = /^[\w.-]{1,128}$/;

type Deps = {
  table: RouteTable<MountedRoute>;
  runner: RouteRunner;
  requestLog: RequestLog;
  log: Log;
  ids: Ids;
  baseHeaders: AnswerHeaders;
  pageArea: PageArea | undefined;
  crossOrigin: CrossOrigin | null;
  isDraining: () => boolean;
};

/** The way of every request: its id and headers, where it may come from, its route, its one answer. */
export class Dispatcher {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  handle(request: Request, response: Response): void {
    const { baseHeaders, requestLog, crossOrigin, pageArea, isDraining, ids } = this.#deps;
    const asked = request.headers['x-request-id'];
    const requestId = typeof asked === 'string' && REQUEST_ID.test(asked) ? asked : ids.next();
    const exchange = new Exchange({ request, response, requestId, baseHeaders, isDraining });
    requestLog.follow(exchange);
    requestContext.run(exchange, () => {
      if (!crossOrigin || request.headers.origin === undefined || isIn(pageArea, exchange.path)) void this.#serve(exchange);
      else {
        exchange.applyHeaders();
        crossOrigin(request, response, () => void this.#serve(exchange));
      }
    });
  }

  async #serve(exchange: Exchange): Promise<void> {
    try {
      const answered = await this.#answer(exchange);
      if (answered) exchange.send(answered);
    } catch (error) {
      this.#refuseAnyhow(exchange, error);
    }
  }

  /** The last resort: whatever fails here must not end the process. */
  #refuseAnyhow(exchange: Exchange, error: unknown): void {
    try {
      this.#refuse(exchange, error);
    } catch (second) {
      exchange.response.destroy();
      this.#deps.log.error('refusal_failed', { error: second });
    }
  }

  /** Nothing where the handler has answered by itself. */
  #answer(exchange: Exchange): AtHand<Answer | BytesAnswer | undefined> {
    const { request, path } = exchange;
    const malformation = malformationOf(request);
    if (malformation !== null) {
      exchange.headers['connection'] = 'close';
      throw new MalformedRequest(malformation);
    }
    if (request.headers.expect !== undefined && !CONTINUE.test(request.headers.expect))
      throw new HttpRefusal(417, 'EXPECTATION_FAILED', 'only 100-continue can be expected here');
    const lookup = this.#deps.table.find(request.method, path);
    if (!lookup) throw new NotFound('page');
    if (lookup.found) {
      exchange.mounted = lookup.found.value;
      return this.#deps.runner.run(exchange, lookup.found.value, lookup.found.params);
    }
    const allow = lookup.allowed.join(', ');
    if (request.method === 'OPTIONS') return answer(204, undefined, { allow });
    throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', `this path answers ${allow}`, { allow });
  }

  #refuse(exchange: Exchange, error: unknown): void {
    const { response, path, requestId } = exchange;
    if (error instanceof ClientGone) response.destroy();
    else if (error instanceof AlreadyAnswered && !response.headersSent) exchange.send(replayed(error.answer));
    else {
      if (!isExpected(error)) this.#report(exchange, error);
      if (response.headersSent || response.destroyed) response.destroy();
      else exchange.send(shownAt(path, problemOf(error, requestId), this.#deps.pageArea));
    }
  }

  #report({ mounted, response, request }: Exchange, error: unknown): void {
    const fields = { method: request.method, route: mounted?.path ?? null, error };
    if (response.destroyed) this.#deps.log.warn('request_abandoned', fields);
    else this.#deps.log.error('request_failed', fields);
  }
}

/** What another parser on the way could have read differently (RFC 9112 §§ 3.2 and 6.1); null when nothing. */
function malformationOf({ url, rawHeaders, headers, httpVersion }: Request): string | null {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host').length;
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) return 'the request must name one host';
  if (!url.startsWith('/') && url !== '*') return 'the request target must be a path';
  const coding = headers['transfer-encoding'];
  return coding === undefined || coding.toLowerCase() === 'chunked' ? null : 'the body may be chunked, and coded in no other way';
}

/** That something we need is away is a refusal that the operators want to know of. */
function isExpected(error: unknown): boolean {
  return error instanceof HttpRefusal || (error instanceof DomainError && !(error instanceof Unavailable));
}

import type { Request, Response } from 'express';
import { requestContext } from '#adapters/logging/request-context.ts';
import { NotFound, Unavailable } from '#application/shared/errors.ts';
import type { Ids, Log } from '#application/shared/ports.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import type { AnswerHeaders } from '../answer.ts';
import { CONTINUE } from './body-invitation.ts';
import { plainAddress } from './client-address.ts';
import type { CrossOrigin } from './cross-origin.ts';
import { Exchange } from './exchange.ts';
import { ClientGone, MalformedRequest } from './http-errors.ts';
import type { MountedRoute } from './mounted-route.ts';
import { AlreadyAnswered } from './once.ts';
import { isIn, type PageArea, pageInstead } from './page-area.ts';
import { type Problem, problem, problemOf } from './problem.ts';
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
    requestContext.run({ requestId, callerIp: () => plainAddress(request.ip ?? '') }, () => {
      if (!crossOrigin || request.headers.origin === undefined || isIn(pageArea, exchange.path)) void this.#serve(exchange);
      else {
        exchange.applyHeaders();
        crossOrigin(request, response, () => void this.#serve(exchange));
      }
    });
  }

  async #serve(exchange: Exchange): Promise<void> {
    try {
      await this.#route(exchange);
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

  #route(exchange: Exchange): Promise<void> | void {
    const { method, url, headers, httpVersion } = exchange.request;
    if (headers.host === undefined && httpVersion === '1.1') {
      exchange.headers['connection'] = 'close';
      throw new MalformedRequest('the request must name its host');
    }
    if (headers.expect !== undefined && !CONTINUE.test(headers.expect)) {
      return this.#tell(exchange, problem(417, 'EXPECTATION_FAILED', 'only 100-continue can be expected here', exchange.requestId));
    }
    if (!url.startsWith('/') && url !== '*') throw new MalformedRequest('the request target must be a path');
    const lookup = this.#deps.table.find(method, exchange.path);
    if (!lookup) throw new NotFound('page');
    if (lookup.found) {
      exchange.mounted = lookup.found.value;
      return this.#deps.runner.run(exchange, lookup.found.value, lookup.found.params);
    }
    const allow = lookup.allowed.join(', ');
    if (method === 'OPTIONS') return exchange.send({ status: 204, body: undefined, headers: { allow } });
    const refusal = problem(405, 'METHOD_NOT_ALLOWED', `this path answers ${allow}`, exchange.requestId);
    this.#tell(exchange, { ...refusal, headers: { ...refusal.headers, allow } });
  }

  #refuse(exchange: Exchange, error: unknown): void {
    const { response } = exchange;
    if (error instanceof ClientGone) response.destroy();
    else if (error instanceof AlreadyAnswered && !response.headersSent) exchange.replay(error.answer);
    else {
      if (!(error instanceof DomainError) || error instanceof Unavailable) this.#report(exchange, error);
      if (response.headersSent || response.destroyed) response.destroy();
      else this.#tell(exchange, problemOf(error, exchange.requestId));
    }
  }

  #tell(exchange: Exchange, told: Problem): void {
    const page = pageInstead(this.#deps.pageArea, exchange.path, told);
    if (page) exchange.send(page);
    else exchange.sendProblem(told);
  }

  #report({ mounted, response, request }: Exchange, error: unknown): void {
    const fields = { method: request.method, route: mounted?.path ?? null, error };
    if (response.destroyed) this.#deps.log.warn('request_abandoned', fields);
    else this.#deps.log.error('request_failed', fields);
  }
}

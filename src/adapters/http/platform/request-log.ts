import type { Foreground } from '#adapters/jobs/foreground.ts';
import type { Log } from '#application/shared/ports.ts';
import type { Exchange } from './exchange.ts';

type Deps = { log: Log; foreground: Foreground };

/** One line and one measurement a request, when its answer is out or its caller has gone. Never a query or a body. */
export class RequestLog {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  follow(exchange: Exchange): void {
    this.#deps.foreground.enter();
    exchange.response.on('close', () => this.#record(exchange));
  }

  #record(exchange: Exchange): void {
    const { request, response, mounted, userId, requestId } = exchange;
    this.#deps.foreground.leave();
    const ms = performance.now() - exchange.startedAt;
    mounted?.observe(response.statusCode, ms / 1000);
    this.#deps.log.info('http_request', {
      request_id: requestId,
      method: request.method,
      route: mounted?.path ?? null,
      status: response.statusCode,
      ms: Math.round(ms * 100) / 100,
      ...(userId === null ? {} : { user_id: userId }),
      ...(response.writableFinished ? {} : { aborted: true }),
    });
  }
}

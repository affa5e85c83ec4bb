import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Foreground } from '#adapters/jobs/foreground.ts';
import type { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import type { Authenticator } from '#application/identity/ports.ts';
import type { MaintenanceMode } from '#application/operations/maintenance.ts';
import type { Dependency } from '#application/shared/health.ts';
import type { IdempotencyKeys } from '#application/shared/idempotency.ts';
import type { Clock, Ids, Log } from '#application/shared/ports.ts';
import type { RateLimiter } from '#application/shared/rate-limit.ts';
import { documentationRoutes } from './operations/documentation-routes.ts';
import { healthRoutes } from './operations/health-routes.ts';
import { metricsRoutes } from './operations/metrics-routes.ts';
import { crossOrigin } from './platform/cross-origin.ts';
import { Dispatcher } from './platform/dispatcher.ts';
import { drain } from './platform/drain.ts';
import { expressApp } from './platform/express-app.ts';
import { MountedRoute } from './platform/mounted-route.ts';
import type { PageArea } from './platform/page-area.ts';
import { RequestLog } from './platform/request-log.ts';
import { RouteRunner } from './platform/route-runner.ts';
import { RouteTable } from './platform/route-table.ts';
import { securityHeaders } from './platform/security-headers.ts';
import { refuseUnreadable } from './platform/unreadable-requests.ts';
import type { Route } from './route.ts';

export type HttpServerDeps = {
  authenticator: Authenticator;
  idempotencyKeys: IdempotencyKeys;
  rateLimiter: RateLimiter;
  maintenance: MaintenanceMode;
  log: Log;
  foreground: Foreground;
  metrics: PrometheusMetrics;
  clock: Clock;
  ids: Ids;
  dependencies: readonly Dependency[];
  routes: readonly Route[];
  pageArea?: PageArea;
};

export type HttpServerOptions = {
  /** Without a trailing slash. */
  publicUrl: string;
  corsOrigins: readonly string[];
  /** How many proxies in front may say where a request came from. */
  trustProxyHops: number;
  metricsToken: string | undefined;
  production: boolean;
  version: string;
  /** For tests: an answer that its route does not declare becomes a 500. */
  checkAnswers?: boolean;
};

/** A whole upload must arrive within the first; a chunk of 16 MiB needs 0.5 Mbit/s for that. */
const REQUEST_TIMEOUT_MS = 300_000;
const HEADERS_TIMEOUT_MS = 20_000;
const CHECK_CONNECTIONS_EVERY_MS = 5_000;
/** Longer than proxies keep a connection (usually 60 s), so that it is never we who close it under a request. */
const KEEP_ALIVE_MS = 65_000;
const IDLE_SOCKET_MS = 120_000;
const MAX_HEADER_BYTES = 16 * 1024;

export class HttpServer {
  /** For those who take upgrades. */
  readonly server: Server;
  readonly routes: readonly Route[];
  readonly #sockets = new Set<Socket>();
  #draining = false;

  constructor(deps: HttpServerDeps, options: HttpServerOptions) {
    const isDraining = () => this.#draining;
    this.routes = [
      ...deps.routes,
      ...healthRoutes({ ...deps, isDraining }),
      ...metricsRoutes({ ...deps, ...options }),
      ...documentationRoutes({ ...options, routes: () => this.routes }),
    ];
    const table = new RouteTable<MountedRoute>();
    for (const route of this.routes) {
      const mounted = new MountedRoute(route, deps.metrics);
      table.add(mounted.method, mounted.path, mounted);
    }
    const baseHeaders = securityHeaders(options);
    const dispatcher = new Dispatcher({
      ...deps,
      table,
      runner: new RouteRunner({ ...deps, publicUrl: options.publicUrl, checkAnswers: options.checkAnswers ?? false }),
      requestLog: new RequestLog(deps),
      baseHeaders,
      pageArea: deps.pageArea,
      crossOrigin: crossOrigin(options.corsOrigins),
      isDraining,
    });
    const app = expressApp(options.trustProxyHops, (request, response) => dispatcher.handle(request, response));
    this.server = createServer(
      {
        ...app.messages,
        requestTimeout: REQUEST_TIMEOUT_MS,
        headersTimeout: HEADERS_TIMEOUT_MS,
        connectionsCheckingInterval: CHECK_CONNECTIONS_EVERY_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        maxHeaderSize: MAX_HEADER_BYTES,
        requireHostHeader: false,
      },
      app.listener,
    );
    // Not in Node's types: who closes its own half after its request still gets the answer.
    Object.assign(this.server, { httpAllowHalfOpen: true }).setTimeout(IDLE_SOCKET_MS);
    this.server
      .on('checkExpectation', app.listener)
      .on('checkContinue', app.listener)
      .on('clientError', refuseUnreadable({ ...deps, baseHeaders }));
    this.server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  async listen(at: { port: number; host: string }): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(at, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return address;
  }

  /**
   * Says "not ready" for `noticeMs` while still serving, so that a load balancer can look away; then stops accepting, and
   * gives running requests `graceMs`. Answers how many connections were cut at the end of that.
   */
  async drain({ graceMs = 10_000, noticeMs = 0 }: { graceMs?: number; noticeMs?: number } = {}): Promise<number> {
    this.#draining = true;
    if (noticeMs > 0) await wait(noticeMs);
    return drain(this.server, this.#sockets, { graceMs });
  }
}

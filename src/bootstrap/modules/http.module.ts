import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ContainerModule } from 'inversify';
import { ConsoleDoor } from '#adapters/http/console/console-door.ts';
import type { Route } from '#adapters/http/route.ts';
import { HttpServer, type HttpServerDeps } from '#adapters/http/server.ts';
import { Foreground } from '#adapters/jobs/foreground.ts';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { Authenticator } from '#application/identity/ports.ts';
import { MaintenanceMode } from '#application/operations/maintenance.ts';
import { Dependency } from '#application/shared/health.ts';
import { IdempotencyKeys } from '#application/shared/idempotency.ts';
import { Clock, Ids, Log } from '#application/shared/ports.ts';
import { RateLimiter } from '#application/shared/rate-limit.ts';
import type { Config } from '../config.ts';
import { RouteGroup } from '../wire.ts';

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../package.json'), 'utf8'));
  return String(version);
}

export const httpModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    bind(HttpServer)
      .toResolvedValue(
        (
          authenticator: Authenticator,
          idempotencyKeys: IdempotencyKeys,
          rateLimiter: RateLimiter,
          maintenance: MaintenanceMode,
          log: Log,
          foreground: Foreground,
          metrics: PrometheusMetrics,
          clock: Clock,
          ids: Ids,
          dependencies: Dependency[],
          groups: Route[][],
          pageArea: ConsoleDoor,
        ) => {
          const deps: HttpServerDeps = {
            authenticator,
            idempotencyKeys,
            rateLimiter,
            maintenance,
            log,
            foreground,
            metrics,
            clock,
            ids,
            dependencies,
            routes: groups.flat(),
            pageArea,
          };
          return new HttpServer(deps, {
            publicUrl: config.PUBLIC_URL,
            corsOrigins: config.CORS_ORIGINS,
            trustProxyHops: config.TRUST_PROXY_HOPS,
            metricsToken: config.METRICS_TOKEN,
            production: config.NODE_ENV === 'production',
            version: ownVersion(),
            checkAnswers: config.NODE_ENV === 'test',
          });
        },
        [
          Authenticator,
          IdempotencyKeys,
          RateLimiter,
          MaintenanceMode,
          Log,
          Foreground,
          PrometheusMetrics,
          Clock,
          Ids,
          { serviceIdentifier: Dependency, isMultiple: true },
          { serviceIdentifier: RouteGroup, isMultiple: true },
          ConsoleDoor,
        ],
      )
      .inSingletonScope();
  });

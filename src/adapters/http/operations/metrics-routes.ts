import type { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { NotFound } from '#application/shared/errors.ts';
import { answerBytes } from '../answer.ts';
import { bears } from '../platform/bearer-guard.ts';
import { InvalidToken } from '../platform/http-errors.ts';
import { type Route, route } from '../route.ts';

type Deps = { metrics: PrometheusMetrics; metricsToken: string | undefined; production: boolean };

/** With a token only its bearer reads the metrics; in production nobody does without one. */
export function metricsRoutes({ metrics, metricsToken, production }: Deps): Route[] {
  return [
    route({
      method: 'get',
      path: '/metrics',
      base: 'root',
      tag: 'Health',
      summary: 'Prometheus metrics',
      description: 'Needs `METRICS_TOKEN` as a bearer token where that is configured; a production server without one answers 404.',
      access: 'public',
      ignoresQuery: true,
      answers: { 200: { description: 'The text exposition format', contentType: 'text/plain' } },
      refusals: { unauthenticated: ['INVALID_TOKEN'], 'not-found': ['NOT_FOUND'] },
      handle: async ({ context }) => {
        if (metricsToken === undefined && production) throw new NotFound('page');
        if (metricsToken !== undefined && !bears(context.headers.authorization, metricsToken)) throw new InvalidToken();
        return answerBytes(200, await metrics.text(), { 'content-type': metrics.contentType });
      },
    }),
  ];
}

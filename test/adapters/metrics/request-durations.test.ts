import assert from 'node:assert/strict';
import { Histogram, Registry } from 'prom-client';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { RequestDurations } from '#adapters/metrics/request-durations.ts';

const seconds = [0, 0.0004, 0.001, 0.0011, 0.03, 0.25, 0.7, 2.5, 9.999, 10, 10.001, 300];

describe('the durations of requests', () => {
  it('read as those of prom-client do', async () => {
    const registry = new Registry();
    const theirs = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer, by route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    });
    const ours = new RequestDurations();
    for (const status of [200, 206, 404]) {
      for (const duration of seconds.slice(status % 7)) {
        ours.observer('GET', '/tracks/:id', status)(duration);
        theirs.labels('GET', '/tracks/:id', String(status)).observe(duration);
      }
    }
    assert.equal(ours.text(), await registry.metrics());
  });

  it('are read with all other metrics, also before the first request', async () => {
    const metrics = new PrometheusMetrics();
    assert.match(await metrics.text(), /\n\n# HELP http_request_duration_seconds .+\n# TYPE http_request_duration_seconds histogram\n$/);
    metrics.requestObserver('GET', '/tracks', 200)(0.003);
    metrics.requestObserver('GET', '/tracks', 200)(0.004);
    assert.match(await metrics.text(), /\nhttp_request_duration_seconds_count\{method="GET",route="\/tracks",status="200"\} 2\n$/);
  });
});

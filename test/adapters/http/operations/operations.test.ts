import assert from 'node:assert/strict';
import { z } from 'zod';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { Dependency, OpenFault } from '#application/shared/health.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';

class Part extends Dependency {
  readonly dependencyName: string;
  readonly critical: boolean;
  works = true;
  fault: Error = new Error('connect ECONNREFUSED 10.0.0.7:5432');
  asked = 0;

  constructor(name: string, critical: boolean) {
    super();
    this.dependencyName = name;
    this.critical = critical;
  }

  async check(): Promise<void> {
    this.asked++;
    if (!this.works) throw this.fault;
  }
}

const bodyOf = async (answered: Response) => ({ status: answered.status, body: z.looseObject({}).parse(await answered.json()) });

describe('health', () => {
  let server: TestServer;
  let database: Part;
  let search: Part;
  let now: number;
  beforeEach(async () => {
    now = Date.parse('2026-03-01T12:00:00Z');
    database = new Part('database', true);
    search = new Part('search', false);
    server = await startHttpServer([], { dependencies: [database, search], clock: { now: () => new Date(now) } });
  });
  afterEach(() => server.close());

  const ask = async (path: string) => bodyOf(await server.fetch(path));

  it('is alive as long as it answers', async () => {
    database.works = false;
    assert.deepEqual(await ask('/health/live'), { status: 200, body: { status: 'ok' } });
    assert.equal(database.asked, 0);
  });

  it('answers whatever else a monitor asks with', async () => {
    for (const path of ['/health/live', '/health/ready', '/health/deep', '/metrics', '/docs', '/openapi.json'])
      assert.equal((await server.fetch(`${path}?t=1&t=%ff`)).status, 200, path);
  });

  it('is ready when everything critical works', async () => {
    search.works = false;
    assert.deepEqual(await ask('/health/ready'), { status: 200, body: { status: 'ok' } });
    assert.equal(search.asked, 0);
    database.works = false;
    now += 1_000;
    assert.deepEqual(await ask('/health/ready'), { status: 503, body: { status: 'unavailable' } });
  });

  it('tells of each part whether it works, and nothing more', async () => {
    search.works = false;
    const { status, body } = await ask('/health/deep');
    const parts = z
      .array(z.object({ name: z.string(), critical: z.boolean(), status: z.string(), detail: z.null(), latency_ms: z.number() }))
      .parse(body['dependencies']);
    assert.deepEqual([status, body['status']], [200, 'degraded']);
    assert.deepEqual(
      parts.map(({ latency_ms: _, ...part }) => part),
      [
        { name: 'database', critical: true, status: 'ok', detail: null },
        { name: 'search', critical: false, status: 'unavailable', detail: null },
      ],
    );
    assert.doesNotMatch(JSON.stringify(body), /10\.0\.0\.7|ECONNREFUSED/);
    assert.deepEqual(server.log.events('warn'), ['dependency_unavailable']);
  });

  it('tells what is wrong with a part where everybody may know it', async () => {
    search.works = false;
    search.fault = new OpenFault('its index is an hour old');
    const { body } = await ask('/health/deep');
    assert.match(JSON.stringify(body), /"name":"search","critical":false,"status":"unavailable","detail":"its index is an hour old"/);
  });

  it('is unavailable, and no longer only degraded, when something critical is away', async () => {
    database.works = false;
    search.works = false;
    const { status, body } = await ask('/health/deep');
    assert.deepEqual([status, body['status']], [503, 'unavailable']);
  });

  it('costs the same however many ask', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask('/health/deep')));
    await Promise.all(Array.from({ length: 20 }, () => ask('/health/ready')));
    assert.equal(database.asked, 2);
    now += 5_000;
    await ask('/health/deep');
    assert.equal(database.asked, 3);
  });
});

describe('metrics', () => {
  async function metricsOf(options: Parameters<typeof startHttpServer>[1], authorization?: string): Promise<[number, string]> {
    const server = await startHttpServer([], options);
    try {
      await server.fetch('/health/live');
      await server.fetch('/api/v1/secret-path-of-somebody');
      const answered = await server.fetch('/metrics', authorization === undefined ? {} : { headers: { authorization } });
      return [answered.status, await answered.text()];
    } finally {
      await server.close();
    }
  }

  it('count requests by route and status, never by what callers made up', async () => {
    const metrics = new PrometheusMetrics();
    metrics.gauge('orders_pending', 'Orders that wait', async () => 7);
    metrics.count('webhooks', { outcome: 'duplicate' });
    const [status, text] = await metricsOf({ metrics });
    assert.equal(status, 200);
    assert.match(text, /http_request_duration_seconds_count\{method="GET",route="\/health\/live",status="200"\} 1/);
    assert.match(text, /veza_orders_pending 7/);
    assert.match(text, /veza_webhooks_total\{outcome="duplicate"\} 1/);
    assert.match(text, /process_cpu_seconds_total/);
    assert.doesNotMatch(text, /secret-path/);
  });

  it('are for the bearer of their token where there is one', async () => {
    const options = { metricsToken: 'the-metrics-token', production: true };
    assert.equal((await metricsOf(options))[0], 401);
    assert.equal((await metricsOf(options, 'Bearer the-metrics-toke'))[0], 401);
    assert.equal((await metricsOf(options, 'Bearer the-metrics-token'))[0], 200);
  });

  it('are nobody’s business in production without a token', async () => {
    assert.equal((await metricsOf({ production: true }))[0], 404);
  });
});

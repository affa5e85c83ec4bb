import { randomUUIDv7 } from 'node:crypto';
import type { Route } from '#adapters/http/route.ts';
import { HttpServer, type HttpServerDeps, type HttpServerOptions } from '#adapters/http/server.ts';
import { Foreground } from '#adapters/jobs/foreground.ts';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { InMemoryRateLimiter } from '#adapters/rate-limit/in-memory-rate-limiter.ts';
import { noMaintenance } from '#application/operations/maintenance.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { IdempotencyKeys } from '#application/shared/idempotency.ts';
import { Log } from '#application/shared/ports.ts';

export type LogLine = { level: 'info' | 'warn' | 'error'; event: string; fields: Record<string, unknown> };

/** Keeps what it is told, for a test to look at. */
export class RecordedLog extends Log {
  readonly lines: LogLine[] = [];

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'warn', event, fields });
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'error', event, fields });
  }

  events(level: LogLine['level']): string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.event);
  }
}

export type TestServer = {
  /** Without a trailing slash. */
  url: string;
  port: number;
  http: HttpServer;
  log: RecordedLog;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends `body` as JSON. */
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

type Settings = Partial<Omit<HttpServerDeps, 'routes' | 'log'>> & Partial<HttpServerOptions> & { actors?: Record<string, Actor> };

const noKeys: IdempotencyKeys = {
  find: async () => null,
  claim: async (_, resourceId) => ({ state: 'claimed', resourceId }),
  answer: async () => undefined,
  forget: async () => 0,
};

/**
 * Serves these routes, and the platform's own, on a free port. `actors` are the bearer tokens that it knows. Answers are
 * held against their declarations, and idempotency keys forgotten unless a store for them is given.
 */
export async function startHttpServer(routes: readonly Route[], { actors = {}, ...settings }: Settings = {}): Promise<TestServer> {
  const log = new RecordedLog();
  const clock = settings.clock ?? { now: () => new Date() };
  const http = new HttpServer(
    {
      authenticator: { authenticate: async (token) => actors[token] ?? null },
      idempotencyKeys: noKeys,
      maintenance: { current: () => noMaintenance, forget: () => undefined },
      rateLimiter: new InMemoryRateLimiter({ clock }),
      foreground: new Foreground(),
      metrics: new PrometheusMetrics(),
      ids: { next: () => randomUUIDv7() },
      dependencies: [],
      ...settings,
      clock,
      log,
      routes,
    },
    {
      publicUrl: 'http://veza.test',
      corsOrigins: [],
      trustProxyHops: 0,
      metricsToken: undefined,
      production: false,
      version: '0.0.0-test',
      checkAnswers: true,
      ...settings,
    },
  );
  const { port } = await http.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    http,
    log,
    fetch: (path, init) => fetch(url + path, init),
    send: (method, path, body, headers = {}) =>
      fetch(url + path, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    close: async () => void (await http.drain({ graceMs: 0 })),
  };
}

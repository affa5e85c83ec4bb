import { randomUUIDv7 } from 'node:crypto';
import { ContainerModule } from 'inversify';
import { type LogStream, PinoLog } from '#adapters/logging/pino-log.ts';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { InMemoryRateLimiter } from '#adapters/rate-limit/in-memory-rate-limiter.ts';
import { Clock, Ids, Log, Metrics } from '#application/shared/ports.ts';
import { RateLimiter } from '#application/shared/rate-limit.ts';
import type { Config } from '../config.ts';
import { OwnAddress } from '../own-address.ts';

export const platformModule = (config: Config, logStream: LogStream = 1) =>
  new ContainerModule(({ bind }) => {
    bind(OwnAddress).toConstantValue(new OwnAddress());
    bind(Clock).toConstantValue({ now: () => new Date() });
    bind(Ids).toConstantValue({ next: () => randomUUIDv7() });
    bind(Log).toConstantValue(new PinoLog({ level: config.LOG_LEVEL, stream: logStream }));
    const metrics = new PrometheusMetrics();
    bind(PrometheusMetrics).toConstantValue(metrics);
    bind(Metrics).toConstantValue(metrics);
    bind(RateLimiter)
      .toResolvedValue((clock: Clock) => new InMemoryRateLimiter({ clock }), [Clock])
      .inSingletonScope();
  });

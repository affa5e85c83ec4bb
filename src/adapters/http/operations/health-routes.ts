import { z } from 'zod';
import type { Dependency } from '#application/shared/health.ts';
import type { Clock, Log } from '#application/shared/ports.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { type DependencyState, HealthCheck } from './health-check.ts';

const READY_FOR_MS = 1_000;
const DEEP_FOR_MS = 5_000;

const status = z.object({ status: z.enum(['ok', 'unavailable', 'draining']) });
const report = z.object({
  status: z.enum(['ok', 'degraded', 'unavailable']).describe('degraded when something does not work that it can do without'),
  dependencies: z.array(
    z.object({
      name: z.string(),
      critical: z.boolean(),
      status: z.enum(['ok', 'unavailable']),
      detail: z.string().nullable().describe('what is wrong, where everybody may know'),
      latency_ms: z.number().min(0),
    }),
  ),
});

type Deps = { dependencies: readonly Dependency[]; clock: Clock; log: Log; isDraining: () => boolean };

export function healthRoutes({ dependencies, clock, log, isDraining }: Deps): Route[] {
  const critical = new HealthCheck({
    dependencies: dependencies.filter((dependency) => dependency.critical),
    clock,
    log,
    keepMs: READY_FOR_MS,
  });
  const all = new HealthCheck({ dependencies, clock, log, keepMs: DEEP_FOR_MS });
  const health = { method: 'get', base: 'root', tag: 'Health', access: 'public', ignoresQuery: true } as const;
  return [
    route({
      ...health,
      path: '/health/live',
      summary: 'Whether the process runs',
      answers: { 200: { description: 'It does', schema: status } },
      handle: async () => answer(200, { status: 'ok' }),
    }),
    route({
      ...health,
      path: '/health/ready',
      summary: 'Whether this process should be sent requests',
      answers: {
        200: { description: 'It should', schema: status },
        503: { description: 'Something that it cannot do without is away, or it is about to stop', schema: status },
      },
      handle: async () => {
        if (isDraining()) return answer(503, { status: 'draining' });
        const ready = (await critical.states()).every((state) => state.ok);
        return ready ? answer(200, { status: 'ok' }) : answer(503, { status: 'unavailable' });
      },
    }),
    route({
      ...health,
      path: '/health/deep',
      summary: 'Each dependency, with its latency',
      answers: {
        200: { description: 'Everything critical works', schema: report },
        503: { description: 'Something critical does not', schema: report },
      },
      handle: async () => {
        const body = reportView(await all.states());
        return body.status === 'unavailable' ? answer(503, body) : answer(200, body);
      },
    }),
  ];
}

function statusOf(states: readonly DependencyState[]): z.input<typeof report>['status'] {
  const broken = states.filter((state) => !state.ok);
  if (broken.some((state) => state.critical)) return 'unavailable';
  return broken.length > 0 ? 'degraded' : 'ok';
}

function reportView(states: readonly DependencyState[]): z.input<typeof report> {
  return {
    status: statusOf(states),
    dependencies: states.map((state) => ({
      name: state.name,
      critical: state.critical,
      status: state.ok ? 'ok' : 'unavailable',
      detail: state.detail,
      latency_ms: state.latencyMs,
    })),
  };
}

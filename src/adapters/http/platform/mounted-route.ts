import { z } from 'zod';
import type { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import type { AnswerDeclaration, Route } from '../route.ts';
import { isServedDuringMaintenance } from './maintenance-gate.ts';
import { strictly } from './strictly.ts';

const apiBase = '/api/v1';
const nothing = z.strictObject({});

/** The whole path that a route answers at. */
export function pathOf(route: Route): string {
  return route.base === 'root' ? route.path : apiBase + route.path;
}

export function parameterNames(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
}

/** A route made ready to run: its schemas strict, what it is measured by at hand. */
export class MountedRoute {
  readonly route: Route;
  readonly path: string;
  readonly method: string;
  readonly params: z.ZodType | null;
  /** Null where any query is let through unread. */
  readonly query: z.ZodType | null;
  readonly body: z.ZodType;
  readonly takesBody: boolean;
  readonly servedDuringMaintenance: boolean;
  readonly answers: ReadonlyMap<number, AnswerDeclaration>;
  readonly #metrics: PrometheusMetrics;
  readonly #observers = new Map<number, (seconds: number) => void>();

  constructor(route: Route, metrics: PrometheusMetrics) {
    this.route = route;
    this.path = pathOf(route);
    this.method = route.method.toUpperCase();
    const declared = Object.keys(route.params?.shape ?? {}).sort();
    if (declared.join() !== parameterNames(this.path).sort().join()) {
      throw new Error(`${this.method} ${this.path}: its params are not those of its path`);
    }
    this.params = declared.length > 0 && route.params ? strictly(route.params) : null;
    this.query = route.query ? strictly(route.query) : route.kind === 'json' && !route.ignoresQuery ? nothing : null;
    this.body = route.body ? strictly(route.body) : nothing;
    this.servedDuringMaintenance = isServedDuringMaintenance(route);
    this.takesBody = route.body !== undefined;
    this.answers = new Map(
      Object.entries(route.answers).map(([status, { schema, ...rest }]) => [
        Number(status),
        schema ? { ...rest, schema: strictly(schema) } : rest,
      ]),
    );
    this.#metrics = metrics;
  }

  observe(status: number, seconds: number): void {
    let observer = this.#observers.get(status);
    if (!observer) {
      observer = this.#metrics.requestObserver(this.method, this.path, status);
      this.#observers.set(status, observer);
    }
    observer(seconds);
  }
}

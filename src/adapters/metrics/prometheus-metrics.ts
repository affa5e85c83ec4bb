import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Metrics } from '#application/shared/ports.ts';
import { RequestDurations } from './request-durations.ts';

type Sample = { labels: Record<string, string>; value: number };
type Collected = number | readonly Sample[];

/** Counters under `veza_…`, made when they are first counted: a name keeps the labels that it began with. */
export class PrometheusMetrics extends Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, { counter: Counter; labelNames: string[] }>();
  readonly #requests = new RequestDurations();

  constructor() {
    super();
    collectDefaultMetrics({ register: this.#registry });
  }

  count(name: string, labels: Record<string, string> = {}): void {
    const { counter, labelNames } = this.#counters.get(name) ?? this.#newCounter(name, Object.keys(labels));
    counter.inc(Object.fromEntries(labelNames.map((label) => [label, labels[label] ?? ''])));
  }

  /**
   * Values that are asked for each time that the metrics are read: one number, or one for each set of labels. What cannot be
   * had is NaN, or is missing where there are labels.
   */
  gauge(name: string, help: string, collect: () => Collected | Promise<Collected>, labelNames: readonly string[] = []): void {
    new Gauge({
      name: `veza_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      async collect() {
        const collected = await readGauge(collect);
        if (typeof collected === 'number') {
          if (labelNames.length === 0) this.set(collected);
          return;
        }
        this.reset();
        for (const { labels, value } of collected) this.set(labels, value);
      },
    });
  }

  /** The observer of one route and status, to be kept: looking it up costs more than observing. */
  requestObserver(method: string, route: string, status: number): (seconds: number) => void {
    return this.#requests.observer(method, route, status);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    return `${await this.#registry.metrics()}\n${this.#requests.text()}`;
  }

  #newCounter(name: string, labelNames: string[]): { counter: Counter; labelNames: string[] } {
    const counter = new Counter({
      name: `veza_${name}_total`,
      help: `How often: ${name.replaceAll('_', ' ')}.`,
      labelNames,
      registers: [this.#registry],
    });
    const made = { counter, labelNames };
    this.#counters.set(name, made);
    return made;
  }
}

async function readGauge(collect: () => Collected | Promise<Collected>): Promise<Collected> {
  try {
    return await collect();
  } catch {
    return Number.NaN;
  }
}

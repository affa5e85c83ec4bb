import { setTimeout as sleep } from 'node:timers/promises';
import type { JobWorker } from '#application/shared/jobs.ts';
import type { JobHandler, Log, Metrics } from '#application/shared/ports.ts';
import type { Foreground } from './foreground.ts';
import type { JobStore, Room, TakenJob } from './job-store.ts';
import type { ScheduleTicker } from './schedule-ticker.ts';
import type { WakeUp } from './wake-up.ts';

type Deps = {
  store: JobStore;
  ticker: ScheduleTicker;
  handlers: readonly JobHandler[];
  wakeUp: WakeUp;
  foreground: Foreground;
  log: Log;
  metrics: Metrics;
};

const AT_ONCE = 16;
/** So that one slow kind of job does not hold up all others. */
const OF_A_KIND_AT_ONCE = 8;
/** While somebody waits for an answer, so many are taken up and then a pause is made: the others' turn comes first. */
const BESIDE_REQUESTS = 4;
const PAUSE_MS = 20;
/** What ends within so many milliseconds is followed by others together, with one look at the queue and one commit. */
const GATHER_MS = 3;
const ONE: Room = { total: 1, of: () => 1 };
const POLL_MS = 500;
const KEEP_MS = 10_000;

export class ConcurrentJobWorker implements JobWorker {
  readonly #deps: Deps;
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  /** Until it is on record how they went. */
  readonly #running = new Map<TakenJob, Promise<void>>();
  /** Until their handlers are done. */
  readonly #executing = new Set<TakenJob>();
  #prepared: Promise<void> | null = null;
  #loop: Promise<void> | null = null;
  #keeping: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#handlers = new Map(deps.handlers.map((handler) => [handler.jobName, handler]));
    if (this.#handlers.size < deps.handlers.length) throw new Error('two job handlers have the same job name');
  }

  async start(): Promise<void> {
    if (this.#loop) return;
    await this.#prepare();
    this.#stopping = false;
    this.#keeping = setInterval(() => void this.#guarded(() => this.#deps.store.keep([...this.#running.keys()])), KEEP_MS);
    this.#loop = this.#work();
  }

  async stop({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    this.#stopping = true;
    this.#deps.wakeUp.ring();
    const { promise: timeout, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    await Promise.race([timeout, Promise.resolve(this.#loop).then(() => Promise.all(this.#running.values()))]);
    clearTimeout(timer);
    if (this.#keeping) clearInterval(this.#keeping);
    this.#loop = null;
    if (this.#running.size > 0) this.#deps.log.warn('jobs_abandoned', { jobs: [...this.#running.keys()].map(({ name }) => name) });
  }

  async drain(): Promise<void> {
    await this.#prepare();
    await this.#deps.ticker.tick();
    for (let [job] = await this.#deps.store.take(ONE); job; [job] = await this.#deps.store.take(ONE)) await this.#run(job);
  }

  #prepare(): Promise<void> {
    this.#prepared ??= this.#deps.store.prepare(this.#deps.handlers).then(() => this.#deps.ticker.register());
    return this.#prepared;
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      await this.#guarded(() => this.#deps.ticker.tick());
      await this.#guarded(() => this.#takeAll());
      if (!this.#stopping) await this.#deps.wakeUp.wait(POLL_MS);
      if (this.#executing.size > 0) await sleep(GATHER_MS);
    }
  }

  async #takeAll(): Promise<void> {
    while (!this.#stopping && this.#executing.size < AT_ONCE) {
      const jobs = await this.#deps.store.take(this.#room());
      if (jobs.length === 0) return;
      for (const job of jobs) this.#begin(job);
      if (this.#deps.foreground.isBusy) await sleep(PAUSE_MS);
    }
  }

  #room(): Room {
    const kinds = Map.groupBy(this.#executing, ({ name }) => name);
    const left = AT_ONCE - this.#executing.size;
    return {
      total: this.#deps.foreground.isBusy ? Math.min(left, BESIDE_REQUESTS) : left,
      of: (name) => OF_A_KIND_AT_ONCE - (kinds.get(name)?.length ?? 0),
    };
  }

  #begin(job: TakenJob): void {
    this.#executing.add(job);
    this.#running.set(
      job,
      this.#run(job).then(() => void this.#running.delete(job)),
    );
  }

  async #run(job: TakenJob): Promise<void> {
    const { log, metrics, store, ticker } = this.#deps;
    const fields = { job: job.name, id: job.id, attempt: job.attempt };
    try {
      await this.#execute(job);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (job.lastTry) log.error('job_died', { ...fields, error: reason });
      else log.warn('job_failed', { ...fields, error: reason });
      metrics.count('jobs', { job: job.name, result: job.lastTry ? 'died' : 'failed' });
      await this.#guarded(() => store.fail(job, reason));
      return;
    }
    metrics.count('jobs', { job: job.name, result: 'completed' });
    await this.#guarded(() => store.complete(job));
    await this.#guarded(() => ticker.ended(job.name));
  }

  /** The next job is looked for while it is being put on record how this one went: both share a commit. */
  async #execute(job: TakenJob): Promise<void> {
    try {
      const handler = this.#handlers.get(job.name);
      if (!handler) throw new Error(`nobody here knows how to do "${job.name}"`);
      await handler.execute(job.payload);
    } finally {
      this.#executing.delete(job);
      this.#deps.wakeUp.ring();
    }
  }

  /** A database that is away must not end the worker: what could not be said now shows up as a lapsed lease. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#deps.log.error('job_worker_failed', { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

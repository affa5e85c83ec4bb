import type { Schedule } from '#application/shared/jobs.ts';
import type { Clock, JobQueue, UnitOfWork } from '#application/shared/ports.ts';
import type { SqlReader } from '../persistence/sql-reader.ts';
import { readText } from '../persistence/sql-values.ts';
import type { SqlWriter } from '../persistence/sql-writer.ts';
import type { JobStore } from './job-store.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  reader: SqlReader;
  writer: SqlWriter;
  queue: JobQueue;
  store: JobStore;
  schedules: readonly Schedule[];
  clock: Clock;
};

const KEY = 'schedule';

/** Enqueues the recurring jobs. Every instance has one; whoever moves the next time on has the tick. */
export class ScheduleTicker {
  readonly #deps: Deps;
  readonly #schedules: ReadonlyMap<string, Schedule>;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#schedules = new Map(deps.schedules.map((schedule) => [schedule.jobName, schedule]));
    if (this.#schedules.size < deps.schedules.length) throw new Error('two schedules have the same job name');
  }

  /** A schedule that is new is due now; one that has become more frequent waits no longer than that. */
  async register(): Promise<void> {
    const { unitOfWork, writer, clock } = this.#deps;
    const now = clock.now();
    await unitOfWork.run(async () => {
      for (const { jobName, everyMs } of this.#schedules.values()) {
        const latest = new Date(now.getTime() + everyMs);
        await writer.run('insert into job_schedules (job_name, since, next_run_at) values (?, ?, ?) on conflict (job_name) do nothing', [
          jobName,
          now,
          now,
        ]);
        await writer.run('update job_schedules set next_run_at = ? where job_name = ? and next_run_at > ?', [latest, jobName, latest]);
      }
    });
  }

  async tick(): Promise<void> {
    if (this.#schedules.size === 0) return;
    const now = this.#deps.clock.now();
    const due = await this.#deps.reader.all('select job_name from job_schedules where next_run_at <= ?', [now]);
    for (const row of due) {
      const schedule = this.#schedules.get(readText(row, 'job_name'));
      if (schedule) await this.#enqueue(schedule, now);
    }
  }

  async ended(jobName: string): Promise<void> {
    const { unitOfWork, writer, clock } = this.#deps;
    if (!this.#schedules.has(jobName)) return;
    await unitOfWork.run(() => writer.run('update job_schedules set last_run_at = ? where job_name = ?', [clock.now(), jobName]));
  }

  /** A run that is still going on, or that failed and is tried again, swallows the tick. */
  async #enqueue({ jobName, everyMs }: Schedule, now: Date): Promise<void> {
    const { unitOfWork, writer, queue, store } = this.#deps;
    const busy = await store.isUnfinished(jobName, KEY);
    await unitOfWork.run(async () => {
      const next = new Date(now.getTime() + everyMs);
      const moved = await writer.run('update job_schedules set next_run_at = ? where job_name = ? and next_run_at <= ?', [
        next,
        jobName,
        now,
      ]);
      if (moved.changes === 1 && !busy) await queue.enqueue(jobName, {}, { key: KEY });
    });
  }
}

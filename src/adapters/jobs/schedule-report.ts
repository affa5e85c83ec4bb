import type { Schedule, ScheduleState } from '#application/shared/jobs.ts';
import type { Clock } from '#application/shared/ports.ts';
import type { SqlReader } from '../persistence/sql-reader.ts';
import { orNull, readDate, readText } from '../persistence/sql-values.ts';

type Deps = { reader: SqlReader; schedules: readonly Schedule[]; clock: Clock };

const GRACE_MS = 120_000;

export class ScheduleReport {
  readonly #deps: Deps;
  readonly #openedAt: Date;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#openedAt = deps.clock.now();
  }

  async states(): Promise<ScheduleState[]> {
    const rows = await this.#deps.reader.all('select job_name, since, last_run_at from job_schedules');
    const byName = new Map(rows.map((row) => [readText(row, 'job_name'), row]));
    const now = this.#deps.clock.now().getTime();
    return this.#deps.schedules.map(({ jobName, everyMs }) => {
      const row = byName.get(jobName);
      const lastRunAt = row ? orNull(readDate, row, 'last_run_at') : null;
      const since = lastRunAt ?? (row ? readDate(row, 'since') : this.#openedAt);
      return { jobName, everyMs, lastRunAt, overdue: now - since.getTime() > everyMs + GRACE_MS };
    });
  }
}

import type { Schedule, ScheduleState } from '#application/shared/jobs.ts';
import type { Clock } from '#application/shared/ports.ts';
import type { SqlReader } from '../persistence/sql-reader.ts';
import type { SqlRow } from '../persistence/sql-statement.ts';
import { orNull, readDate, readText } from '../persistence/sql-values.ts';

type Deps = { reader: SqlReader; schedules: readonly Schedule[]; clock: Clock };

const GRACE_MS = 120_000;

/** One that no worker has registered yet should have run since this process can tell. */
const firstDueAt = (row: SqlRow | undefined, openedAt: Date): Date => (row ? readDate(row, 'since') : openedAt);

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
      const dueAt = lastRunAt ? lastRunAt.getTime() + everyMs : firstDueAt(row, this.#openedAt).getTime();
      const overdueSince = now > dueAt + GRACE_MS ? new Date(dueAt + GRACE_MS) : null;
      return { jobName, everyMs, lastRunAt, overdueSince };
    });
  }
}

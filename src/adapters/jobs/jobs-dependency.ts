import { type Dependency, OpenFault } from '#application/shared/health.ts';
import type { JobInspection, ScheduleState } from '#application/shared/jobs.ts';

type Deps = { inspection: JobInspection };

/** Fails when a recurring job has not ended well for too long: no worker is running, or the job itself is broken. */
export class JobsDependency implements Dependency {
  readonly dependencyName = 'jobs';
  readonly critical = false;
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async check(): Promise<void> {
    const overdue = (await this.#deps.inspection.schedules()).flatMap(named);
    if (overdue.length > 0) throw new OpenFault(`overdue: ${overdue.join(', ')}`);
  }
}

function named({ jobName, lastRunAt, overdueSince }: ScheduleState): string[] {
  if (!overdueSince) return [];
  return [`${jobName} since ${overdueSince.toISOString()} (${lastRunAt ? `last ran at ${lastRunAt.toISOString()}` : 'never ran'})`];
}

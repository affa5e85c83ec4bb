import type { Dependency } from '#application/shared/health.ts';
import type { JobInspection } from '#application/shared/jobs.ts';

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
    const overdue = (await this.#deps.inspection.schedules()).filter((schedule) => schedule.overdue);
    if (overdue.length === 0) return;
    const named = overdue.map(
      ({ jobName, lastRunAt }) => `${jobName} (${lastRunAt ? `last ran at ${lastRunAt.toISOString()}` : 'never ran'})`,
    );
    throw new Error(`overdue: ${named.join(', ')}`);
  }
}

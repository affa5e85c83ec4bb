import type { AuditLog } from '#application/audit/ports.ts';
import type { JobInspection } from '#application/shared/jobs.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';

type Deps = { unitOfWork: UnitOfWork; jobs: JobInspection; audit: AuditLog; clock: Clock };

/** Puts a job that failed for good back into the queue, on the record. */
export class RetryJob {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} */
  async execute(jobId: string, adminId: string): Promise<void> {
    const { unitOfWork, jobs, audit, clock } = this.#deps;
    await unitOfWork.run(async () => {
      await jobs.retry(jobId);
      await audit.append({ actorId: adminId, action: 'job.retried', subject: `job:${jobId}`, before: null, after: null, at: clock.now() });
    });
  }
}

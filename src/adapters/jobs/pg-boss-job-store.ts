import type { PgBoss } from 'pg-boss';
import type { JobHandler, JobPayload, UnitOfWork } from '#application/shared/ports.ts';
import type { SqlReader } from '../persistence/sql-reader.ts';
import { readText } from '../persistence/sql-values.ts';
import type { SqlWriter } from '../persistence/sql-writer.ts';
import type { JobStore, Room, TakenJob } from './job-store.ts';
import { DEAD_LETTERS, queueOptions } from './open-pg-boss.ts';

type Deps = { boss: PgBoss; unitOfWork: UnitOfWork; reader: SqlReader; writer: SqlWriter };

const READY = `
  select q.name from pgboss.queue q
  where q.name <> ? and q.name not like '\\_\\_pgboss%' and exists (
    select 1 from pgboss.job j where j.name = q.name and j.state < 'active' and not j.blocked and j.start_after <= now())
  order by random()`;

const attemptOf = (job: TakenJob) => ({ id: job.id, retryCount: job.attempt - 1 });

export class PgBossJobStore implements JobStore {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Jobs that wait already may have been enqueued by a process that does not know how their kind is to be retried. */
  async prepare(handlers: readonly JobHandler[]): Promise<void> {
    const { boss, unitOfWork, writer } = this.#deps;
    for (const { jobName, retries } of handlers) {
      await boss.createQueue(jobName, { policy: 'short', ...queueOptions(retries) });
      await boss.updateQueue(jobName, queueOptions(retries));
      await unitOfWork.run(() =>
        writer.run(`update pgboss.job set retry_limit = ?, retry_delay = ? where name = ? and state < 'active'`, [
          retries.attempts - 1,
          retries.backoffSeconds,
          jobName,
        ]),
      );
    }
  }

  /** Asks which queues have something due first: one question for all of them instead of a poll for each. */
  async take(room: Room): Promise<TakenJob[]> {
    const ready = await this.#deps.reader.all(READY, [DEAD_LETTERS]);
    const taken: TakenJob[] = [];
    for (const row of ready) {
      const name = readText(row, 'name');
      const batchSize = Math.min(room.of(name), room.total - taken.length);
      if (batchSize <= 0) continue;
      for (const job of await this.#deps.boss.fetch<JobPayload>(name, { batchSize, includeMetadata: true })) {
        taken.push({ id: job.id, name, payload: job.data, attempt: job.retryCount + 1, lastTry: job.retryCount >= job.retryLimit });
      }
    }
    return taken;
  }

  async keep(jobs: readonly TakenJob[]): Promise<void> {
    for (const [name, some] of Map.groupBy(jobs, (job) => job.name)) await this.#deps.boss.touch(name, some.map(attemptOf));
  }

  async complete(job: TakenJob): Promise<void> {
    await this.#deps.boss.complete(job.name, attemptOf(job));
  }

  async fail(job: TakenJob, error: string): Promise<void> {
    await this.#deps.boss.fail(job.name, attemptOf(job), { message: error });
  }

  async isUnfinished(name: string, key: string): Promise<boolean> {
    const found = await this.#deps.reader.first(
      `select 1 as found from pgboss.job where name = ? and singleton_key = ? and state < 'completed' limit 1`,
      [name, key],
    );
    return found !== null;
  }
}

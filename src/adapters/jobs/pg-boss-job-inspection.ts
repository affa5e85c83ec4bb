import type { PgBoss } from 'pg-boss';
import { NotFound } from '#application/shared/errors.ts';
import type { DeadLetter, JobCounts, JobInspection, QueuedJob, ScheduleState } from '#application/shared/jobs.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import { listNewestFirst } from '../persistence/list-newest-first.ts';
import type { SqlReader } from '../persistence/sql-reader.ts';
import type { SqlRow } from '../persistence/sql-statement.ts';
import { orNull, readDate, readMember, readNumber, readText } from '../persistence/sql-values.ts';
import type { SqlWriter } from '../persistence/sql-writer.ts';
import { inUnitOfWork } from './in-unit-of-work.ts';
import { DEAD_LETTERS } from './open-pg-boss.ts';
import type { ScheduleReport } from './schedule-report.ts';

type Deps = { boss: PgBoss; reader: SqlReader; writer: SqlWriter; report: ScheduleReport };

/** Times to the millisecond, as a cursor carries them. */
const DEAD = `(
  select id, source_name, data::text as payload, source_retry_count + 1 as attempts,
    coalesce(source_output->>'message', source_output->'value'->>'message', 'unknown') as error,
    date_trunc('milliseconds', source_created_on) as enqueued_at, date_trunc('milliseconds', created_on) as died_at
  from pgboss.job where name = '${DEAD_LETTERS}' and state < 'active') dead`;

const toDeadLetter = (row: SqlRow): DeadLetter => ({
  id: readText(row, 'id'),
  jobName: readText(row, 'source_name'),
  payload: JSON.parse(readText(row, 'payload')),
  attempts: readNumber(row, 'attempts'),
  error: readText(row, 'error'),
  enqueuedAt: readDate(row, 'enqueued_at'),
  diedAt: readDate(row, 'died_at'),
});

export class PgBossJobInspection implements JobInspection {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  deadLetters(page: PageRequest): Promise<Page<DeadLetter>> {
    return listNewestFirst(this.#deps.reader, { from: DEAD, columns: '*', sort: 'died_at', filters: {} }, page, toDeadLetter);
  }

  async retry(id: string): Promise<void> {
    const { boss, writer } = this.#deps;
    const moved = await boss.redrive(DEAD_LETTERS, { ids: [id], db: inUnitOfWork(writer) });
    if (moved > 0) return;
    // A job with the same key is waiting already, and does for both.
    const dropped = await writer.run('delete from pgboss.job where name = ? and id = ? returning id', [DEAD_LETTERS, id]);
    if (dropped.changes === 0) throw new NotFound('dead letter');
  }

  async counts(): Promise<JobCounts[]> {
    const rows = await this.#deps.reader.all(
      `select coalesce(source_name, name) as job_name,
         count(*) filter (where source_name is null and state < 'active') as waiting,
         count(*) filter (where state = 'active') as running,
         count(*) filter (where source_name is not null) as dead
       from pgboss.job where state < 'completed' group by 1 order by 1`,
    );
    return rows.map((row) => ({
      jobName: readText(row, 'job_name'),
      waiting: readNumber(row, 'waiting'),
      running: readNumber(row, 'running'),
      dead: readNumber(row, 'dead'),
    }));
  }

  async mentioning(text: string): Promise<QueuedJob[]> {
    const rows = await this.#deps.reader.all(
      `select id, coalesce(source_name, name) as job_name, coalesce(source_retry_count, retry_count) + 1 as attempts,
         case when source_name is not null then 'dead' when state = 'active' then 'running' when state < 'active' then 'waiting' else 'done' end as state,
         coalesce(source_output, output)->>'message' as error, coalesce(source_created_on, created_on) as enqueued_at
       from pgboss.job where strpos(data::text, ?) > 0 and state in ('created', 'retry', 'active', 'completed') order by 6, id limit 100`,
      [text],
    );
    return rows.map((row) => ({
      id: readText(row, 'id'),
      jobName: readText(row, 'job_name'),
      state: readMember(['waiting', 'running', 'done', 'dead'] as const, row, 'state'),
      attempts: readNumber(row, 'attempts'),
      error: orNull(readText, row, 'error'),
      enqueuedAt: readDate(row, 'enqueued_at'),
    }));
  }

  schedules(): Promise<ScheduleState[]> {
    return this.#deps.report.states();
  }
}

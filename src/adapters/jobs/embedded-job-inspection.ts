import { NotFound } from '#application/shared/errors.ts';
import type { DeadLetter, JobCounts, JobInspection, QueuedJob, ScheduleState } from '#application/shared/jobs.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import type { Clock } from '#application/shared/ports.ts';
import { listNewestFirst } from '../persistence/list-newest-first.ts';
import type { SqlReader } from '../persistence/sql-reader.ts';
import type { SqlRow } from '../persistence/sql-statement.ts';
import { orNull, readDate, readMember, readNumber, readText } from '../persistence/sql-values.ts';
import type { SqlWriter } from '../persistence/sql-writer.ts';
import type { ScheduleReport } from './schedule-report.ts';
import type { WakeUp } from './wake-up.ts';

type Deps = { reader: SqlReader; writer: SqlWriter; report: ScheduleReport; clock: Clock; wakeUp: WakeUp };

const toDeadLetter = (row: SqlRow): DeadLetter => ({
  id: readText(row, 'id'),
  jobName: readText(row, 'name'),
  payload: JSON.parse(readText(row, 'payload')),
  attempts: readNumber(row, 'attempts'),
  error: readText(row, 'last_error'),
  enqueuedAt: readDate(row, 'enqueued_at'),
  diedAt: readDate(row, 'died_at'),
});

export class EmbeddedJobInspection implements JobInspection {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  deadLetters(page: PageRequest): Promise<Page<DeadLetter>> {
    const columns = 'id, name, payload, attempts, last_error, enqueued_at, died_at';
    return listNewestFirst(this.#deps.reader, { from: 'jobs', columns, sort: 'died_at', filters: { state: 'dead' } }, page, toDeadLetter);
  }

  async retry(id: string): Promise<void> {
    const { writer, clock, wakeUp } = this.#deps;
    const retried = await writer.run(
      `update jobs set state = 'waiting', attempts = 0, run_at = ?, died_at = null where id = ? and state = 'dead'`,
      [clock.now(), id],
    );
    if (retried.changes === 0) throw new NotFound('dead letter');
    await writer.run(
      `delete from jobs where id = ? and exists (
         select 1 from jobs other where other.name = jobs.name and other.key = jobs.key and other.id <> jobs.id
           and +other.state = 'waiting' and other.attempts = 0)`,
      [id],
    );
    wakeUp.ring();
  }

  async counts(): Promise<JobCounts[]> {
    const rows = await this.#deps.reader.all(
      `select name, sum(state = 'waiting') as waiting, sum(state = 'running') as running, sum(state = 'dead') as dead
       from jobs group by name order by name`,
    );
    return rows.map((row) => ({
      jobName: readText(row, 'name'),
      waiting: readNumber(row, 'waiting'),
      running: readNumber(row, 'running'),
      dead: readNumber(row, 'dead'),
    }));
  }

  async mentioning(text: string): Promise<QueuedJob[]> {
    const rows = await this.#deps.reader.all(
      'select id, name, state, attempts, last_error, enqueued_at from jobs where instr(payload, ?) > 0 order by enqueued_at, id limit 100',
      [text],
    );
    return rows.map((row) => ({
      id: readText(row, 'id'),
      jobName: readText(row, 'name'),
      state: readMember(['waiting', 'running', 'dead'] as const, row, 'state'),
      attempts: readNumber(row, 'attempts'),
      error: orNull(readText, row, 'last_error'),
      enqueuedAt: readDate(row, 'enqueued_at'),
    }));
  }

  schedules(): Promise<ScheduleState[]> {
    return this.#deps.report.states();
  }
}

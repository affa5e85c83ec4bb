import type { Clock, Ids, JobHandler, UnitOfWork } from '#application/shared/ports.ts';
import type { SqlReader } from '../persistence/sql-reader.ts';
import { places, type SqlRow } from '../persistence/sql-statement.ts';
import { readNumber, readText } from '../persistence/sql-values.ts';
import type { SqlWriter } from '../persistence/sql-writer.ts';
import type { JobStore, Room, TakenJob } from './job-store.ts';
import { backoffAfter, STRANGERS } from './retry-policy.ts';

type Deps = { unitOfWork: UnitOfWork; reader: SqlReader; writer: SqlWriter; clock: Clock; ids: Ids };

type Candidate = { id: string; name: string };

const LEASE_MS = 30_000;
const LAPSED_SOUGHT_EVERY_MS = 1_000;
const LAPSED_AT_ONCE = 32;
/** Leaps from one name to the next in the index, and reads of each no more than are wanted. */
const FIRST_OF_EACH_KIND = `
  with recursive kinds (name) as (
    select min(name) from jobs where state = 'waiting'
    union all
    select (select min(name) from jobs where state = 'waiting' and name > kinds.name) from kinds where name is not null
  )
  select jobs.id, jobs.name from kinds join jobs on jobs.id in (
    select id from jobs where state = 'waiting' and name = kinds.name and run_at <= ? order by run_at, id limit ?
  )
  order by jobs.run_at, jobs.id`;

/** A row bears the worker that has it and until when: what a crash leaves running is taken again once that has passed. */
export class EmbeddedJobStore implements JobStore {
  readonly #deps: Deps;
  readonly #worker: string;
  readonly #mine = new Set<string>();
  #lapsedSoughtAt = 0;
  #policies: ReadonlyMap<string, JobHandler['retries']> = new Map();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#worker = deps.ids.next();
  }

  async prepare(handlers: readonly JobHandler[]): Promise<void> {
    this.#policies = new Map(handlers.map(({ jobName, retries }) => [jobName, retries]));
  }

  async take(room: Room): Promise<TakenJob[]> {
    const { unitOfWork, writer, clock } = this.#deps;
    const now = clock.now();
    const rows = await unitOfWork.run(async () => {
      const ids = within(room, [...(await this.#lapsed(now)), ...(await this.#waiting(now, room))]);
      if (ids.length === 0) return [];
      const taken = await writer.run(
        `update jobs set state = 'running', attempts = attempts + 1, leased_by = ?, leased_until = ?
         where id in (${places(ids)}) returning id, name, payload, attempts`,
        [this.#worker, this.#leaseFrom(now), ...ids],
      );
      return taken.rows;
    });
    return rows.map((row) => {
      const job = { id: readText(row, 'id'), name: readText(row, 'name'), attempt: readNumber(row, 'attempts') };
      this.#mine.add(job.id);
      return { ...job, payload: JSON.parse(readText(row, 'payload')), lastTry: job.attempt >= this.#policyOf(job.name).attempts };
    });
  }

  async keep(jobs: readonly TakenJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const until = this.#leaseFrom(this.#deps.clock.now());
    const ids = jobs.map(({ id }) => id);
    await this.#change(`update jobs set leased_until = ? where leased_by = ? and id in (${places(ids)})`, [until, this.#worker, ...ids]);
  }

  async complete(job: TakenJob): Promise<void> {
    this.#mine.delete(job.id);
    await this.#change('delete from jobs where id = ? and leased_by = ?', [job.id, this.#worker]);
  }

  async fail(job: TakenJob, error: string): Promise<void> {
    this.#mine.delete(job.id);
    const now = this.#deps.clock.now();
    const again = new Date(now.getTime() + backoffAfter(job.attempt, this.#policyOf(job.name)));
    const [state, diedAt] = job.lastTry ? ['dead', now] : ['waiting', null];
    await this.#change(
      `update jobs set state = ?, run_at = ?, last_error = ?, died_at = ?, leased_by = null, leased_until = null
       where id = ? and leased_by = ?`,
      [state, again, error, diedAt, job.id, this.#worker],
    );
  }

  async isUnfinished(name: string, key: string): Promise<boolean> {
    const found = await this.#deps.reader.first(`select 1 as found from jobs where name = ? and key = ? and state <> 'dead'`, [name, key]);
    return found !== null;
  }

  /** What a worker that is gone had taken. A job that had its last try with them is a dead letter. */
  async #lapsed(now: Date): Promise<Candidate[]> {
    if (Math.abs(now.getTime() - this.#lapsedSoughtAt) < LAPSED_SOUGHT_EVERY_MS) return [];
    this.#lapsedSoughtAt = now.getTime();
    const mine = [...this.#mine];
    const { rows } = await this.#deps.writer.run(
      `select id, name, attempts from jobs where state = 'running' and leased_until < ? and run_at <= ? and id not in (${places(mine)})
       order by run_at, id limit ?`,
      [now, now, ...mine, LAPSED_AT_ONCE],
    );
    const { again = [], dead = [] } = Object.groupBy(rows, (row) => (this.#hadLastTry(row) ? 'dead' : 'again'));
    if (dead.length > 0) await this.#bury(dead.map(toCandidate), now);
    return again.map(toCandidate);
  }

  #hadLastTry(row: SqlRow): boolean {
    return readNumber(row, 'attempts') >= this.#policyOf(readText(row, 'name')).attempts;
  }

  async #bury(jobs: readonly Candidate[], now: Date): Promise<void> {
    await this.#deps.writer.run(
      `update jobs set state = 'dead', last_error = 'its worker did not say how it went', died_at = ?, leased_by = null, leased_until = null
       where id in (${places(jobs)})`,
      [now, ...jobs.map(({ id }) => id)],
    );
  }

  /** The longest due of each kind that there is room for: a backlog of one kind is not gone through to find another. */
  async #waiting(now: Date, room: Room): Promise<Candidate[]> {
    const { rows } = await this.#deps.writer.run(FIRST_OF_EACH_KIND, [now, room.total]);
    return rows.map(toCandidate);
  }

  #policyOf(name: string): JobHandler['retries'] {
    return this.#policies.get(name) ?? STRANGERS;
  }

  #leaseFrom(now: Date): Date {
    return new Date(now.getTime() + LEASE_MS);
  }

  async #change(sql: string, parameters: Parameters<SqlWriter['run']>[1]): Promise<void> {
    await this.#deps.unitOfWork.run(() => this.#deps.writer.run(sql, parameters));
  }
}

function toCandidate(row: SqlRow): Candidate {
  return { id: readText(row, 'id'), name: readText(row, 'name') };
}

function within(room: Room, candidates: readonly Candidate[]): string[] {
  const chosen: Candidate[] = [];
  for (const candidate of candidates) {
    if (chosen.length >= room.total) break;
    if (chosen.filter(({ name }) => name === candidate.name).length < room.of(candidate.name)) chosen.push(candidate);
  }
  return chosen.map(({ id }) => id);
}

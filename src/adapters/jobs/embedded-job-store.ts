import type { Clock, Ids, JobHandler, UnitOfWork } from '#application/shared/ports.ts';
import type { SqlReader } from '../persistence/sql-reader.ts';
import { readNumber, readText } from '../persistence/sql-values.ts';
import type { SqlWriter } from '../persistence/sql-writer.ts';
import type { JobStore, TakenJob } from './job-store.ts';
import { backoffAfter, STRANGERS } from './retry-policy.ts';

type Deps = { unitOfWork: UnitOfWork; reader: SqlReader; writer: SqlWriter; clock: Clock; ids: Ids };

const LEASE_MS = 30_000;

/** A row bears the worker that has it and until when: what a crash leaves running is taken again once that has passed. */
export class EmbeddedJobStore implements JobStore {
  readonly #deps: Deps;
  readonly #worker: string;
  readonly #mine = new Set<string>();
  #policies: ReadonlyMap<string, JobHandler['retries']> = new Map();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#worker = deps.ids.next();
  }

  async prepare(handlers: readonly JobHandler[]): Promise<void> {
    this.#policies = new Map(handlers.map(({ jobName, retries }) => [jobName, retries]));
  }

  async take(except: readonly string[]): Promise<TakenJob | null> {
    const { unitOfWork, writer, clock } = this.#deps;
    const now = clock.now();
    const mine = [...this.#mine];
    const { rows } = await unitOfWork.run(() =>
      writer.run(
        `update jobs set state = 'running', attempts = attempts + 1, leased_by = ?, leased_until = ?
         where id = (
           select id from jobs
           where run_at <= ? and (state = 'waiting' or (state = 'running' and leased_until < ?))
             and name not in (${except.map(() => '?').join(', ')}) and id not in (${mine.map(() => '?').join(', ')})
           order by run_at, id limit 1)
         returning id, name, payload, attempts`,
        [this.#worker, this.#leaseFrom(now), now, now, ...except, ...mine],
      ),
    );
    const [row] = rows;
    if (!row) return null;
    const job = { id: readText(row, 'id'), name: readText(row, 'name'), attempt: readNumber(row, 'attempts') };
    this.#mine.add(job.id);
    return { ...job, payload: JSON.parse(readText(row, 'payload')), lastTry: job.attempt >= this.#policyOf(job.name).attempts };
  }

  async keep(jobs: readonly TakenJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const until = this.#leaseFrom(this.#deps.clock.now());
    await this.#change(`update jobs set leased_until = ? where leased_by = ? and state = 'running'`, [until, this.#worker]);
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

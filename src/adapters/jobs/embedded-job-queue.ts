import type { Clock, Ids, JobPayload, JobQueue } from '#application/shared/ports.ts';
import type { SqlWriter } from '../persistence/sql-writer.ts';
import type { WakeUp } from './wake-up.ts';

type Deps = { writer: SqlWriter; clock: Clock; ids: Ids; wakeUp: WakeUp };

const INSERT = 'insert into jobs (id, name, payload, key, state, attempts, run_at, enqueued_at)';
/** The sign keeps SQLite from going through all that wait instead of looking up the key. */
const INSERT_UNLESS_WAITING = `${INSERT} select ?, ?, ?, ?, 'waiting', 0, ?, ?
  where not exists (select 1 from jobs where name = ? and key = ? and +state = 'waiting' and attempts = 0)`;

/** A queue in the table `jobs`, for the one process that a SQLite file belongs to. */
export class EmbeddedJobQueue implements JobQueue {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async enqueue(name: string, payload: JobPayload, options: { startAfter?: Date; key?: string } = {}): Promise<void> {
    const { writer, clock, ids, wakeUp } = this.#deps;
    const now = clock.now();
    const { startAfter = now, key = null } = options;
    const row = [ids.next(), name, JSON.stringify(payload), key, startAfter, now];
    if (key === null) await writer.run(`${INSERT} values (?, ?, ?, ?, 'waiting', 0, ?, ?)`, row);
    else await writer.run(INSERT_UNLESS_WAITING, [...row, name, key]);
    // The worker's next look at the table has to wait for the one connection, and so for this unit of work to end.
    wakeUp.ring();
  }
}

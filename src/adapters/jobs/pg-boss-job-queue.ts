import type { PgBoss } from 'pg-boss';
import type { Ids, JobPayload, JobQueue } from '#application/shared/ports.ts';
import type { SqlWriter } from '../persistence/sql-writer.ts';
import { inUnitOfWork } from './in-unit-of-work.ts';
import { queueOptions } from './open-pg-boss.ts';
import type { WakeUp } from './wake-up.ts';

type Deps = { boss: PgBoss; writer: SqlWriter; ids: Ids; wakeUp: WakeUp };

/** By then the unit of work is usually over. Where it is not, or where the worker is another process, the poll finds the job. */
const USUAL_COMMIT_MS = 50;

/** One queue of pg-boss for each job name, written in the transaction of the ambient unit of work. */
export class PgBossJobQueue implements JobQueue {
  readonly #deps: Deps;
  readonly #known = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async enqueue(name: string, payload: JobPayload, options: { startAfter?: Date; key?: string } = {}): Promise<void> {
    const { boss, writer, ids, wakeUp } = this.#deps;
    if (!this.#known.has(name)) {
      await boss.createQueue(name, { policy: 'short', ...queueOptions() });
      this.#known.add(name);
    }
    const id = ids.next();
    const { startAfter, key } = options;
    const sent = await boss.send(name, payload, {
      id,
      singletonKey: key ?? id,
      db: inUnitOfWork(writer),
      ...(startAfter ? { startAfter } : {}),
    });
    if (sent === null && key === undefined) throw new Error(`the job "${name}" was not taken into the queue`);
    setTimeout(() => wakeUp.ring(), USUAL_COMMIT_MS).unref();
  }
}

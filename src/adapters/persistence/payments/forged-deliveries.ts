import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Delivery } from '#application/payments/delivery-log.ts';
import { Unavailable } from '#application/shared/errors.ts';
import type { Log, UnitOfWork } from '#application/shared/ports.ts';
import type { SqlWriter } from '../sql-writer.ts';
import type { UnsyncedWriter } from '../unsynced-writer.ts';
import { insertOfDeliveries } from './insert-of-deliveries.ts';

type Deps = { writer: SqlWriter; unsynced: UnsyncedWriter; unitOfWork: UnitOfWork; log: Log };

const FLUSH_AFTER_MS = 20;
const ROWS_PER_INSERT = 50;
/** A flood that the disk cannot follow is counted rather than kept whole: memory stays bounded. */
const MOST_WAITING = 20_000;

/** Deliveries that nobody signed, on their way into the log: many in one write, which waits neither for a disk nor for its turn. */
export class ForgedDeliveries {
  readonly #deps: Deps;
  #waiting: Delivery[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> = Promise.resolve();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  note(delivery: Delivery): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(delivery);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref();
  }

  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = this.#waiting;
    const dropped = this.#dropped;
    this.#waiting = [];
    this.#dropped = 0;
    this.#flushing = this.#flushing.then(() => this.#write(waiting, dropped));
    return this.#flushing;
  }

  async #write(waiting: readonly Delivery[], dropped: number): Promise<void> {
    const { log } = this.#deps;
    if (dropped > 0) log.error('forged_deliveries_not_kept', { dropped });
    for (let start = 0; start < waiting.length; start += ROWS_PER_INSERT) {
      if (start > 0) await nextTurn();
      await this.#keep(waiting.slice(start, start + ROWS_PER_INSERT));
    }
  }

  /** One that cannot be written takes no other along. */
  async #keep(batch: readonly Delivery[]): Promise<void> {
    try {
      await this.#insert(batch);
    } catch (error) {
      if (batch.length > 1 && !(error instanceof Unavailable)) for (const delivery of batch) await this.#keep([delivery]);
      else this.#deps.log.error('webhook_deliveries_not_stored', { count: batch.length, cause: String(error) });
    }
  }

  async #insert(batch: readonly Delivery[]): Promise<void> {
    const { writer, unsynced, unitOfWork } = this.#deps;
    const { sql, values } = insertOfDeliveries(batch);
    if (!unsynced.tryRun(sql, values)) await unitOfWork.run(() => writer.run(sql, values));
  }
}

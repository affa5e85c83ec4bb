import { Worker } from 'node:worker_threads';
import type Database from 'better-sqlite3';

/** What SQLite does by itself: inside the commit that makes the log this long, on the event loop. */
const PAGES_WITHOUT_THREAD = 1_000;
/** The same, for when the thread cannot follow: the log stays bounded. */
const PAGES_WITH_THREAD = 8_000;
/** A tool that is done sooner needs no thread. */
const START_AFTER_MS = 1_000;
const CHECKPOINT_EVERY_MS = 1_000;

/**
 * Copies what was committed from SQLite's write-ahead log into the database on a thread of its own: the event loop does
 * not wait for those megabytes. Without the thread, SQLite does it in a commit as it always did.
 */
export class Checkpointer {
  readonly #sqlite: Database.Database;
  readonly #path: string;
  readonly #starting: NodeJS.Timeout;
  #thread: Worker | null = null;

  constructor(sqlite: Database.Database, path: string, { afterMs = START_AFTER_MS, everyMs = CHECKPOINT_EVERY_MS } = {}) {
    this.#sqlite = sqlite;
    this.#path = path;
    this.#starting = setTimeout(() => this.#start(everyMs), afterMs).unref();
  }

  /** To be awaited before the database is closed: its last connection tidies the log away. */
  async close(): Promise<void> {
    clearTimeout(this.#starting);
    const thread = this.#thread;
    if (!thread) return;
    await new Promise<void>((resolve) => {
      thread.once('exit', () => resolve()).ref();
      thread.postMessage('close');
    });
  }

  #start(everyMs: number): void {
    const thread = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: { path: this.#path, everyMs } });
    thread.unref();
    this.#thread = thread;
    thread.on('online', () => this.#checkpointAt(PAGES_WITH_THREAD));
    // Without a listener its fault would be ours.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      this.#thread = null;
      this.#checkpointAt(PAGES_WITHOUT_THREAD);
    });
  }

  #checkpointAt(pages: number): void {
    if (this.#sqlite.open) this.#sqlite.pragma(`wal_autocheckpoint = ${pages}`);
  }
}

export abstract class UnitOfWork {
  /**
   * Runs `work` in one transaction. Repositories called inside join it; a throw rolls everything back. Serialisation
   * failures and deadlocks run `work` again, so it must have no effect outside the database. No network call inside.
   */
  abstract run<T>(work: () => Promise<T>): Promise<T>;
}

export abstract class Clock {
  abstract now(): Date;
}

export abstract class Ids {
  /** A new UUID, version 7 (RFC 9562): unique, and ordered by the time of its making. */
  abstract next(): string;
}

/** A JSON object that survives the trip through a queue. Amounts travel as strings. */
export type JobPayload = { [key: string]: string | number | boolean | null };

export abstract class JobQueue {
  /**
   * Enqueues a job in the ambient unit of work: it exists exactly when that commits. A job runs at least once. With a
   * `key`, a second job of the same name and key is not enqueued while the first has not started.
   */
  abstract enqueue(name: string, payload: JobPayload, options?: { startAfter?: Date; key?: string }): Promise<void>;
}

/** What a worker does with one kind of job. A throw counts as a failed try; after the last one the job is a dead letter. */
export abstract class JobHandler {
  abstract readonly jobName: string;
  /** How often a failing job is tried in all, and the seconds before the second try (doubling from there, at most an hour). */
  readonly retries: { attempts: number; backoffSeconds: number } = { attempts: 8, backoffSeconds: 5 };
  abstract execute(payload: JobPayload): Promise<void>;
}

/** A line in the log. `event` is a stable snake_case name; fields hold no mail address, secret or token. */
export abstract class Log {
  abstract info(event: string, fields?: Record<string, unknown>): void;
  abstract warn(event: string, fields?: Record<string, unknown>): void;
  /** Something that an operator should look at. */
  abstract error(event: string, fields?: Record<string, unknown>): void;
}

export abstract class Metrics {
  abstract count(name: string, labels?: Record<string, string>): void;
}

import type { Page, PageRequest } from './page.ts';
import { JobHandler, type JobPayload } from './ports.ts';

/** A job that runs again and again: once in every `everyMs` over all instances together, and soon after the first start. */
export class Schedule {
  readonly jobName: string;
  readonly everyMs: number;

  constructor(schedule: { jobName: string; everyMs: number }) {
    this.jobName = schedule.jobName;
    this.everyMs = schedule.everyMs;
  }
}

/** A job that only calls a use case. What it is tried for again comes with its next turn. */
export class Routine extends JobHandler {
  readonly jobName: string;
  override readonly retries = { attempts: 3, backoffSeconds: 10 };
  readonly #run: () => Promise<unknown>;

  constructor(routine: { jobName: string; run: () => Promise<unknown> }) {
    super();
    this.jobName = routine.jobName;
    this.#run = routine.run;
  }

  override async execute(): Promise<void> {
    await this.#run();
  }
}

/** Runs the jobs of the queue, outside of any unit of work. Workers of any number of processes share one queue. */
export abstract class JobWorker {
  abstract start(): Promise<void>;
  /** Takes no more jobs and waits for the running ones. What is not done in time is left, and runs again elsewhere. */
  abstract stop(options: { timeoutMs: number }): Promise<void>;
  /** Runs what is due, one job after the other, until nothing is: for tests and for tools that run once. */
  abstract drain(): Promise<void>;
}

/** A job that failed its last try, or that nobody knows how to do. It stays until somebody retries it. */
export type DeadLetter = {
  id: string;
  jobName: string;
  payload: JobPayload;
  attempts: number;
  error: string;
  enqueuedAt: Date;
  diedAt: Date;
};

/** One job of the queue, as it is now. */
export type QueuedJob = {
  id: string;
  jobName: string;
  state: 'waiting' | 'running' | 'done' | 'dead';
  attempts: number;
  error: string | null;
  enqueuedAt: Date;
};

export type JobCounts = { jobName: string; waiting: number; running: number; dead: number };

/** `lastRunAt` is when it last ended well, on any instance; `overdueSince` from when on it should have ended well once more. */
export type ScheduleState = { jobName: string; everyMs: number; lastRunAt: Date | null; overdueSince: Date | null };

export abstract class JobInspection {
  /** The newest first. */
  abstract deadLetters(page: PageRequest): Promise<Page<DeadLetter>>;
  /**
   * Enqueues a dead letter again, in the ambient unit of work, with all of its tries before it.
   * @throws {NotFound}
   */
  abstract retry(id: string): Promise<void>;
  abstract counts(): Promise<JobCounts[]>;
  /** Jobs whose payload has this text in it, the oldest first, at most a hundred. Queues that forget what is done leave that out. */
  abstract mentioning(text: string): Promise<QueuedJob[]>;
  abstract schedules(): Promise<ScheduleState[]>;
}

import type { Foreground } from '#adapters/jobs/foreground.ts';
import type { JobInspection, JobWorker, Schedule } from '#application/shared/jobs.ts';
import { JobHandler, type JobPayload, type JobQueue, type UnitOfWork } from '#application/shared/ports.ts';
import type { RecordingLog } from '#test/support/recording-log.ts';

/** A queue under test. Each worker that it makes stands for a process of its own. */
export type OpenedJobs = {
  unitOfWork: UnitOfWork;
  queue: JobQueue;
  foreground: Foreground;
  log: RecordingLog;
  workerOf(handlers: JobHandler[], schedules?: Schedule[]): JobWorker;
  inspectionOf(schedules?: Schedule[]): JobInspection;
  /** What time it is for the queue. */
  now(): Date;
  /** Lets time pass for everything that waits for it. */
  elapse(ms: number): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
};

type Work = (payload: JobPayload, run: number) => Promise<void> | void;

/** A handler that remembers what it was given, and does `work` with it. */
export class RecordingHandler extends JobHandler {
  readonly jobName: string;
  override readonly retries;
  readonly given: JobPayload[] = [];
  readonly #work: Work;

  constructor(jobName: string, work: Work = () => undefined, retries = { attempts: 3, backoffSeconds: 60 }) {
    super();
    this.jobName = jobName;
    this.retries = retries;
    this.#work = work;
  }

  async execute(payload: JobPayload): Promise<void> {
    this.given.push(payload);
    await this.#work(payload, this.given.length);
  }
}

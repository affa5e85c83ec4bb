import type { JobHandler, JobPayload } from '#application/shared/ports.ts';

/** `attempt` counts from one; `lastTry` says that a failure now makes a dead letter of it. */
export type TakenJob = { id: string; name: string; payload: JobPayload; attempt: number; lastTry: boolean };

/** How many jobs a worker has room for: in all, and of one kind. */
export type Room = { total: number; of(name: string): number };

/** Where a worker takes its jobs from. Each call stands for itself: none may be made inside a unit of work. */
export abstract class JobStore {
  /** Called before anything is taken, with everything that this process knows how to do. */
  abstract prepare(handlers: readonly JobHandler[]): Promise<void>;
  /** Due jobs that are then this worker's alone, the longest overdue first, as far as it has room; none when none is due. */
  abstract take(room: Room): Promise<TakenJob[]>;
  /** Tells the others that the worker is alive and still at these. A job that nobody tells of for half a minute is free again. */
  abstract keep(jobs: readonly TakenJob[]): Promise<void>;
  abstract complete(job: TakenJob): Promise<void>;
  abstract fail(job: TakenJob, error: string): Promise<void>;
  /** Whether a job of this name and key waits or runs. */
  abstract isUnfinished(name: string, key: string): Promise<boolean>;
}

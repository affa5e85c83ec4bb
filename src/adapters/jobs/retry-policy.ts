import type { JobHandler } from '#application/shared/ports.ts';

type RetryPolicy = JobHandler['retries'];

/** For a job that nobody here knows: another version of the program may, and may be about to start. */
export const STRANGERS: RetryPolicy = { attempts: 8, backoffSeconds: 5 };
export const LONGEST_BACKOFF_SECONDS = 3_600;

/** Milliseconds between the failure of the given try, counted from one, and the next. */
export function backoffAfter(attempt: number, { backoffSeconds }: RetryPolicy): number {
  return Math.min(LONGEST_BACKOFF_SECONDS, backoffSeconds * 2 ** (attempt - 1)) * 1_000;
}

/** How often something is tried in all, and how long after a failed try the next one waits: doubling from base to max. */
export type RetryPlan = { attempts: number; baseMs: number; maxMs: number };

/** When to try again after `attempt` tries (from 1): base · 2^(attempt − 1), at most max. */
export function nextTry(plan: RetryPlan, attempt: number, at: Date): Date {
  const wait = Math.min(plan.maxMs, plan.baseMs * 2 ** Math.min(Math.max(attempt - 1, 0), 40));
  return new Date(at.getTime() + wait);
}

/** A provider forgets an idempotency key after 24 hours; past this age nothing is repeated before it was looked up. */
const KEY_IS_SAFE_FOR_MS = 23 * 3_600_000;

export function keyMayBeForgotten(firstAttemptAt: Date, at: Date): boolean {
  return at.getTime() - firstAttemptAt.getTime() >= KEY_IS_SAFE_FOR_MS;
}

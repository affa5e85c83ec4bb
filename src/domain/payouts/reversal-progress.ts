import type { Reversal } from './reversal.ts';

/** What the reversals of one transfer have come to. */
export type ReversalProgress = { nextTryAt: Date | null; anyFailed: boolean; lastError: string | null };

/** Minor units of those that may have taken something that is not recorded yet. */
export function unsettled(reversals: readonly Reversal[]): bigint {
  return reversals.reduce((sum, { isOpen, isLost, amount }) => (isOpen || isLost ? sum + amount.amount : sum), 0n);
}

/** When the next one is due, whether any was refused for good, and why. */
export function reversalProgress(reversals: readonly Reversal[]): ReversalProgress {
  const open = reversals.filter((reversal) => reversal.isOpen);
  const failed = reversals.filter((reversal) => reversal.status === 'failed');
  const due = open.flatMap(({ nextRetryAt }) => (nextRetryAt ? [nextRetryAt.getTime()] : []));
  return {
    nextTryAt: due.length > 0 ? new Date(Math.min(...due)) : null,
    anyFailed: failed.length > 0,
    lastError: [...failed, ...open].find(({ lastError }) => lastError !== null)?.lastError ?? null,
  };
}

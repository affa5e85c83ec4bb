import type { ReconcileTerms } from './ports.ts';

/** No call to a provider takes as long as this, looking up what became of it included. */
export const CALL_ENDS_WITHIN_MS = 60_000;
/** Providers forget keys after 24 hours: an older call is looked up and never repeated. */
export const KEY_LIFETIME_MS = 23 * 3_600_000;

/**
 * The age at which a refund that the provider does not know is given up. One that may be given up must not be under way any
 * more, so it is not asked for again from a call's time before that.
 */
export function refundGivenUpAfterMs({ refundOrphanAfterMs }: ReconcileTerms): number {
  return Math.max(refundOrphanAfterMs, 2 * CALL_ENDS_WITHIN_MS);
}

/** No call to a provider takes as long as this, looking up what became of it included. */
const CALL_ENDS_WITHIN_MS = 60_000;
/** Providers forget keys after 24 hours: an older call is looked up and never repeated. */
export const KEY_LIFETIME_MS = 23 * 3_600_000;

/** Whether a call that began then, and is not known to have ended, may still be running. */
export function isCallUnderWay(begunAt: Date | null, now: Date): boolean {
  return begunAt !== null && now.getTime() - begunAt.getTime() < CALL_ENDS_WITHIN_MS;
}

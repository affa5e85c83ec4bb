import type { PaymentProvider } from '#application/shared/payment-provider.ts';

/** Providers forget keys after 24 hours: an older call is looked up and never repeated. */
export const KEY_LIFETIME_MS = 23 * 3_600_000;

/** Whether a call that began then, and is not known to have ended, may still be running. */
export function isCallUnderWay({ callEndsWithinMs }: PaymentProvider, begunAt: Date | null, now: Date): boolean {
  return begunAt !== null && now.getTime() - begunAt.getTime() < callEndsWithinMs;
}

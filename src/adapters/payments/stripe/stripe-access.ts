import Stripe from 'stripe';
import { isShutOut, readKnown } from './stripe-errors.ts';

/** Whether Stripe lets us in, going by a read of what there is not. @throws when it would not say. */
export async function isLetIn(read: Promise<unknown>): Promise<boolean> {
  try {
    await readKnown(read);
    return true;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    if (isShutOut(cause)) return false;
    // The library names the reason nowhere else.
    if (cause instanceof Stripe.errors.StripeConnectionError) throw new Error('Stripe cannot be reached', { cause: cause.detail });
    throw error;
  }
}

/** The library sends a call once more when its connection was reset, half a second later. */
export const endsWithinMs = (stripe: Stripe): number => 2 * stripe.getApiField('timeout') + 1_000;

import Stripe from 'stripe';
import { declined, declinedToUs, unknown } from '#adapters/payments/outcomes.ts';
import type { Outcome, ProviderFailure } from '#application/shared/payment-provider.ts';

const DEFINITE = [400, 402, 404];

/**
 * Stripe's reason when it refused for good, else null: nothing can be told from a lost answer, a fault of its own, a key in
 * use or one that was used for another request. Decided by status and code, since the classes of errors moved between versions.
 */
function refusalOf(error: unknown): ProviderFailure | null {
  if (!(error instanceof Stripe.errors.StripeError)) return null;
  const { statusCode, rawType, code, decline_code: declineCode, message } = error;
  if (statusCode === undefined || !DEFINITE.includes(statusCode) || rawType === 'idempotency_error') return null;
  if (statusCode === 404 && code !== 'resource_missing') return null;
  // The library makes a missing decline code an empty one.
  return { code: declineCode || code || rawType || 'refused', message };
}

/** Whether our key, or what it may do, was refused. */
export function isShutOut(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Stripe.errors.StripeError && (error.statusCode === 401 || error.statusCode === 403);
}

/** Whether Stripe itself did not look at the request at all: nothing can be read either, until key or account are right. */
export function isRefusedUnheard(error: unknown): boolean {
  return isShutOut(error) && Boolean(error.rawType);
}

/** What is wrong with our key, our account or our request rather than with the buyer's means; null for anything else. */
export function refusalOfUs<T>(error: unknown): Outcome<T> | null {
  if (!(error instanceof Stripe.errors.StripeError)) return null;
  const { statusCode, code, rawType, message } = error;
  const isOurs = isRefusedUnheard(error) || (statusCode === 400 && /^parameter_|^api_key_/.test(code ?? ''));
  return isOurs ? declinedToUs(code || rawType || 'refused', message) : null;
}

export function outcomeOf<T>(error: unknown): Outcome<T> {
  const refusal = refusalOf(error);
  return refusal ? declined(refusal.code, refusal.message) : unknown(error);
}

/** What went wrong may not be what is: `find` looks at the provider, and answers null when that changes nothing. */
export async function lookAgain<T>(outcome: Outcome<T>, find: () => Promise<Outcome<T> | null>): Promise<Outcome<T>> {
  try {
    return (await find()) ?? outcome;
  } catch (cause) {
    return unknown(cause);
  }
}

/** What a read answers; null when Stripe knows no such object. @throws when it would not say. */
export async function readKnown<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (cause) {
    if (cause instanceof Stripe.errors.StripeError && cause.statusCode === 404 && cause.code === 'resource_missing') return null;
    throw new Error('Stripe could not be read', { cause });
  }
}

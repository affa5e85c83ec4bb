import type { Outcome } from '#application/shared/payment-provider.ts';

/** What became of a call whose answer was lost: null when the provider knows nothing of it, `unknown` when it would not say. */
export async function lookUp<T>(find: () => Promise<T | null>): Promise<Exclude<Outcome<T>, { outcome: 'declined' }> | null> {
  try {
    const value = await find();
    return value && { outcome: 'accepted', value };
  } catch (cause) {
    return { outcome: 'unknown', cause };
  }
}

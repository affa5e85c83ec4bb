/** As many objects as Stripe lists at once. */
export const A_PAGE = 100;
/** How far our clock and Stripe's are taken to be apart at most, when something is looked for by the time of its making. */
export const CLOCKS_DIFFER_SECONDS = 3600;

/** What may stand in a path of the API. */
export const isStripeId = (id: string) => /^[A-Za-z0-9_]{1,255}$/.test(id);

export async function firstOf<T>(items: AsyncIterable<T>, isIt: (item: T) => boolean): Promise<T | null> {
  for await (const item of items) if (isIt(item)) return item;
  return null;
}

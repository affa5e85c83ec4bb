/** What is usually at hand, and a promise only where it has to be fetched: most callers need not wait a turn for it. */
export type AtHand<T> = T | Promise<T>;

/** Goes on with what is there, at once when it is. */
export function goOnWith<T, U>(had: AtHand<T>, next: (value: T) => AtHand<U>): AtHand<U> {
  return had instanceof Promise ? had.then(next) : next(had);
}

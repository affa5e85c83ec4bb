/**
 * A turn over the rows of a class that wait for their provider; with `all`, over those that have not waited for long too.
 * `onUnanswered` hears of each that the provider could not be asked about, or did not answer for.
 */
export type Turn = { all?: boolean; onUnanswered?: (() => void) | undefined };

/** What every stop of the tour is given. */
export type Tour = {
  baseUrl: string;
  /** Tells what was seen. */
  saw(what: string): void;
};

const AT_ONCE = 4;

/** For what must be asked about in its order. */
export const ONE_BY_ONE = 1;

/** How many things a worker takes up in one round at most: what is left waits for the next one. */
export const ROUND = 500;
/** How many reconciliation takes up of one class. */
export const OF_A_CLASS = 50;

/**
 * Takes one thing that is due after the other, a few at a time or `atOnce`, until nothing is found or `atMost` were looked for. `step`
 * answers whether it found something. Answers how many were found.
 * @throws what a step threw, once the others that had begun are over.
 */
export async function workThrough(step: () => Promise<boolean>, atMost: number, atOnce = AT_ONCE): Promise<number> {
  let [begun, found, exhausted] = [0, 0, false];
  const lane = async () => {
    while (!exhausted && begun < atMost) {
      begun += 1;
      if (await step()) found += 1;
      else exhausted = true;
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  for (const outcome of lanes) if (outcome.status === 'rejected') throw outcome.reason;
  return found;
}

const AT_ONCE = 4;
const AT_MOST = 500;

/**
 * Takes one thing that is due after the other, a few at a time, until nothing is found or so many were taken. `step` answers
 * whether it found something. Answers whether there may be more.
 * @throws what a step threw, once the others that had begun are over.
 */
export async function workThrough(step: () => Promise<boolean>): Promise<boolean> {
  let taken = 0;
  let isMore = true;
  const lane = async () => {
    while (isMore && taken < AT_MOST) {
      taken += 1;
      if (!(await step())) isMore = false;
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  for (const outcome of lanes) if (outcome.status === 'rejected') throw outcome.reason;
  return isMore;
}

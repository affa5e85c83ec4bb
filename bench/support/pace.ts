/** Does something `total` times, `rate` times a second, whatever becomes of it. What is late is made up for. */
export function atAnEvenPace(rate: number, total: number, act: () => void): void {
  const begun = performance.now();
  let done = 0;
  const turns = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - begun) * rate) / 1000));
    for (; done < due; done += 1) act();
    if (done === total) clearInterval(turns);
  }, 1);
}

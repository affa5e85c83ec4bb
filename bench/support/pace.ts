/** Does something `total` times, `rate` times a second, whatever becomes of it, and says when it was due. What is late is made up for. */
export function atAnEvenPace(rate: number, total: number, act: (due: number) => void): void {
  const begun = performance.now();
  let done = 0;
  const turns = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - begun) * rate) / 1000));
    for (; done < due; done += 1) act(begun + ((done + 1) * 1000) / rate);
    if (done === total) clearInterval(turns);
  }, 1);
}

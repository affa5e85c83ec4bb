/** Node has four threads for files, names and passwords together: as long as reads are slow, one is left to the others. */
const FEWEST_AT_ONCE = 3;
const MOST_AT_ONCE = 32;
const QUICK_MS = 8;

/**
 * Lets a few reads go on at once and the others wait in line, without a buffer of their own until it is their turn. There may be
 * more at once for as long as they come back quickly, out of memory: then nobody waits for a thread. When the disk has to be
 * asked there are soon as few again. What a turn of the event loop asks for is read together at its end, when the requests that
 * came with it have been dealt with: a read in between would push their code and data out of the processor's cache.
 */
export class ReadQueue {
  readonly #waiting: (() => boolean)[] = [];
  #atOnce = FEWEST_AT_ONCE;
  #running = 0;
  #isDue = false;

  /** Calls `start` later, which says whether it still wants to read. If so, it calls `leave` when it has. */
  enter(start: () => boolean): void {
    this.#waiting.push(start);
    this.#advanceSoon();
  }

  /** `tookMs` from the start of the read until it was there. */
  leave(tookMs: number): void {
    this.#running -= 1;
    if (tookMs > QUICK_MS) this.#atOnce = Math.max(FEWEST_AT_ONCE, this.#atOnce >> 1);
    else if (this.#waiting.length > 0 && this.#atOnce < MOST_AT_ONCE) this.#atOnce += 1;
    this.#advanceSoon();
  }

  #advanceSoon(): void {
    if (this.#isDue || this.#waiting.length === 0) return;
    this.#isDue = true;
    setImmediate(this.#advance);
  }

  /** Whoever enters again meanwhile has its turn after everything else that the event loop has to do. */
  readonly #advance = (): void => {
    this.#isDue = false;
    const present = this.#waiting.length;
    let passed = 0;
    while (this.#running < this.#atOnce && passed < present) {
      if (this.#waiting[passed]?.()) this.#running += 1;
      passed += 1;
    }
    this.#waiting.splice(0, passed);
  };
}

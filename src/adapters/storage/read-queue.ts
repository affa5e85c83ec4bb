/** Node has four threads for files, names and passwords together; one is left to the others. */
const AT_ONCE = 3;

/** Lets a few reads go on at once and the others wait in line, without a buffer of their own until it is their turn. */
export class ReadQueue {
  readonly #waiting: (() => boolean)[] = [];
  #running = 0;

  /** Calls `start`, now or later, which says whether it still wants to read. If so, it calls `leave` when it has. */
  enter(start: () => boolean): void {
    this.#waiting.push(start);
    this.#advance();
  }

  leave(): void {
    this.#running -= 1;
    this.#advance();
  }

  #advance(): void {
    while (this.#running < AT_ONCE) {
      const start = this.#waiting.shift();
      if (!start) return;
      if (start()) this.#running += 1;
    }
  }
}

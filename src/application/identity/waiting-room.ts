import { Busy } from './errors.ts';

/** Lets so much work run at once, so much more wait for its turn, and turns the rest away. */
export class WaitingRoom {
  readonly #atOnce: number;
  readonly #seats: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(size: { atOnce: number; waiting: number }) {
    this.#atOnce = size.atOnce;
    this.#seats = size.waiting;
  }

  get isEmpty(): boolean {
    return this.#running === 0;
  }

  /** @throws {Busy} when every seat is taken. */
  async enter<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running++;
    else if (this.#waiting.length < this.#seats) await new Promise<void>((called) => this.#waiting.push(called));
    else throw new Busy();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}

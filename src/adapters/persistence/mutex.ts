/** Lets one thing happen after the other, in the order in which they are asked for. */
export class Mutex {
  #free: Promise<void> = Promise.resolve();

  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#free;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#free = promise;
    await before;
    try {
      return await work();
    } finally {
      resolve();
    }
  }
}

/** Wakes the sleeping workers of the same process, so that a new job need not wait for the next poll. */
export class WakeUp {
  readonly #sleepers = new Set<() => void>();
  #rung = false;

  ring(): void {
    this.#rung = true;
    for (const wake of this.#sleepers) wake();
  }

  /** Comes back after `ms`, or when somebody rings, or at once when somebody has since the last time. */
  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#sleepers.add(resolve);
      const timer = setTimeout(resolve, ms);
      await promise;
      clearTimeout(timer);
      this.#sleepers.delete(resolve);
    }
    this.#rung = false;
  }
}

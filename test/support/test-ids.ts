import type { Ids } from '#application/shared/ports.ts';

/** Valid UUIDs, version 7, that count upwards. */
export class TestIds implements Ids {
  #last = 0;

  next(): string {
    this.#last += 1;
    return `01950000-0000-7000-8000-${this.#last.toString(16).padStart(12, '0')}`;
  }
}

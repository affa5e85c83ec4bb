import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { RaceWindow } from '#application/identity/ports.ts';

export class TimedRaceWindow implements RaceWindow {
  readonly #milliseconds: number;

  constructor(milliseconds = 100) {
    this.#milliseconds = milliseconds;
  }

  async pass(): Promise<void> {
    await wait(this.#milliseconds);
    // A busy process may find the timer and the other request due in one turn: the request is read first.
    await nextTurn();
  }
}

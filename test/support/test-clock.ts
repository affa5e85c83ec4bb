import type { Clock } from '#application/shared/ports.ts';

/** Stands still until somebody moves it. */
export class TestClock implements Clock {
  #now: number;

  constructor(start = new Date('2026-03-01T12:00:00.000Z')) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  tick(ms: number): void {
    this.#now += ms;
  }
}

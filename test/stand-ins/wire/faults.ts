import type { WireAnswer, WireRequest } from './stand-in-server.ts';

/** Whether the provider did what it was asked, and what the caller sees of it. A `time-out` is a silence without end. */
export type Fault = { effect: boolean; outcome: 'time-out' | 'reset' | 'truncated' | WireAnswer };

type Planned = { fault: Fault; concerns: (request: WireRequest) => boolean };

/** Each fault befalls one request, the earliest planned first. */
export class Faults {
  readonly #planned: Planned[] = [];

  add(fault: Fault, concerns: (request: WireRequest) => boolean): void {
    this.#planned.push({ fault, concerns });
  }

  take(request: WireRequest): Fault | null {
    const index = this.#planned.findIndex(({ concerns }) => concerns(request));
    return index === -1 ? null : (this.#planned.splice(index, 1)[0]?.fault ?? null);
  }
}

/** `from` is null for a row that is new. */
export type StatusTransition = { table: string; from: string | null; to: string };

/** Where it is told which rows changed their status, once that is durable: whatever was tried before, and rolled back, is not. */
export class StatusTransitions {
  #tell: (transition: StatusTransition) => void = () => undefined;

  /** One listener, the last to ask. */
  listen(tell: (transition: StatusTransition) => void): void {
    this.#tell = tell;
  }

  committed(transitions: readonly StatusTransition[]): void {
    for (const transition of transitions) this.#tell(transition);
  }
}

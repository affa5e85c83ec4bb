import { DomainError } from './domain-error.ts';

/** Which states each state may become: the whole state machine of an entity, in one place. */
export type Transitions<State extends string> = { readonly [From in State]: readonly State[] };

export class IllegalTransition extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'ILLEGAL_TRANSITION';
  constructor(noun: string, from: string, to: string) {
    super(`${noun} that is ${from} cannot become ${to}`);
  }
}

/** @throws {IllegalTransition} unless the table has the edge. */
export function nextState<State extends string>(noun: string, table: Transitions<State>, from: State, to: State): State {
  if (!table[from].includes(to)) throw new IllegalTransition(noun, from, to);
  return to;
}

/** What kind of "no" this is. The HTTP adapter alone turns a kind into a status. */
export type ErrorKind =
  | 'rejected'
  | 'unauthenticated'
  | 'payment-refused'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported-media'
  | 'invalid'
  | 'too-many-requests'
  | 'provider-failed'
  | 'unavailable';

/** A part of the caller's input that was refused, as a JSON pointer (RFC 6901). */
export type FieldFault = { pointer: string; detail: string };

/** An expected refusal. `code` is stable and public; `message` is written for the caller and names nothing internal. */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  /** Our own code for what it is, where `code` is an outside party's for why. */
  readonly family?: string;
  readonly faults?: FieldFault[];
  readonly retryAfterSeconds?: number;

  override get name(): string {
    return this.constructor.name;
  }
}

import { DomainError, type FieldFault } from '#domain/shared/domain-error.ts';

/** Somebody else changed it between our reading and our writing. */
export class StaleState extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'STALE_STATE';
}

/** What nothing works without cannot be reached at this moment. */
export class Unavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'UNAVAILABLE';
  override readonly retryAfterSeconds = 5;
  constructor(cause: unknown) {
    super('something that this needs is away at this moment: try again in a few seconds', { cause });
  }
}

export class Forbidden extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'FORBIDDEN';
}

/** Also the answer for what the caller may not know of. */
export class NotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'NOT_FOUND';
  constructor(noun: string) {
    super(`there is no such ${noun}`);
  }
}

export class InvalidInput extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'VALIDATION_FAILED';
  override readonly faults: FieldFault[];
  constructor(faults: FieldFault[]) {
    super('the request has invalid fields');
    this.faults = faults;
  }
}

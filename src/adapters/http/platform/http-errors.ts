import { DomainError, type FieldFault } from '#domain/shared/domain-error.ts';
import type { AnswerHeaders } from '../answer.ts';

/** A refusal that only HTTP knows of: its status stands for nothing in the core. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: AnswerHeaders;
  constructor(status: number, code: string, message: string, headers: AnswerHeaders = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export class Unauthenticated extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'UNAUTHENTICATED';
  constructor() {
    super('this needs an access token: send "Authorization: Bearer <token>"');
  }
}

export class InvalidToken extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'INVALID_TOKEN';
  constructor() {
    super('the access token is malformed, expired or no longer valid: log in or refresh it');
  }
}

export class MalformedJson extends DomainError {
  readonly kind = 'rejected';
  readonly code = 'MALFORMED_JSON';
}

export class MalformedRequest extends DomainError {
  readonly kind = 'rejected';
  readonly code = 'MALFORMED_REQUEST';
}

export class InvalidQuery extends DomainError {
  readonly kind = 'rejected';
  readonly code = 'VALIDATION_FAILED';
  override readonly faults: FieldFault[];
  constructor(faults: FieldFault[]) {
    super('the query has invalid parameters');
    this.faults = faults;
  }
}

export class BodyTooLarge extends DomainError {
  readonly kind = 'too-large';
  readonly code = 'BODY_TOO_LARGE';
  constructor(maxBytes: number) {
    super(`the body is longer than the ${maxBytes} bytes allowed here`);
  }
}

export class UnsupportedContent extends DomainError {
  readonly kind = 'unsupported-media';
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
}

/** The caller went away before its request was complete: there is nobody to answer. */
export class ClientGone extends Error {}

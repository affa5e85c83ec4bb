import { DomainError } from '#domain/shared/domain-error.ts';

/** The one answer for an unknown address and for a wrong password. */
export class InvalidCredentials extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'INVALID_CREDENTIALS';
  constructor() {
    super('the mail address or the password is wrong');
  }
}

export class InvalidRefreshToken extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'INVALID_REFRESH_TOKEN';
  constructor() {
    super('this refresh token is unknown, expired, exchanged already or of a session that has ended: log in');
  }
}

export class UsernameTaken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'USERNAME_TAKEN';
  constructor() {
    super('this user name is taken: choose another one');
  }
}

export class InvalidVerificationToken extends DomainError {
  readonly kind = 'rejected';
  readonly code = 'INVALID_VERIFICATION_TOKEN';
  constructor() {
    super('this is not a token that we have sent: open the whole link');
  }
}

/** More passwords are waiting to be hashed than can be in good time. */
export class Busy extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'BUSY';
  override readonly retryAfterSeconds = 2;
  constructor() {
    super('too many people are logging in at this moment: try again in a few seconds');
  }
}

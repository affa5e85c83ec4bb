import { DomainError } from '#domain/shared/domain-error.ts';

export class EmailNotVerified extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'EMAIL_NOT_VERIFIED';
  constructor() {
    super('the mail address of this account has not been verified yet: open the link in the mail, or ask for another one');
  }
}

export class VerificationTokenUsed extends DomainError {
  readonly kind = 'gone';
  readonly code = 'VERIFICATION_TOKEN_USED';
  constructor() {
    super('this mail address has been verified already: log in');
  }
}

export class VerificationTokenExpired extends DomainError {
  readonly kind = 'gone';
  readonly code = 'VERIFICATION_TOKEN_EXPIRED';
  constructor() {
    super('this link has expired: ask for another one');
  }
}

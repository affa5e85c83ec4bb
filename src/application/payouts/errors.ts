import { DomainError } from '#domain/shared/domain-error.ts';

export class TransferServiceUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'TRANSFER_SERVICE_UNAVAILABLE';
  constructor() {
    super('sellers cannot be paid out here: no transfer service is configured');
  }
}

/** The provider could not be asked, or did not answer sensibly. */
export class TransferServiceFailed extends DomainError {
  readonly kind = 'provider-failed';
  readonly code = 'TRANSFER_SERVICE_FAILED';
}

export class PayoutRefused extends DomainError {
  readonly kind = 'conflict';
  readonly code: 'SELLER_ACCOUNT_NOT_READY' | 'PAYOUT_UNDER_WAY' | 'NOTHING_TO_PAY_OUT' | 'PAYOUT_EXCEEDS_BALANCE';
  constructor(code: PayoutRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

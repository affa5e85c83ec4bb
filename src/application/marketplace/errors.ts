import type { ProviderFailure } from '#application/shared/payment-provider.ts';
import { DomainError, type FieldFault } from '#domain/shared/domain-error.ts';

export class PaymentProviderUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'PAYMENT_PROVIDER_UNAVAILABLE';
  constructor() {
    super('payments are not available here: no payment provider is configured');
  }
}

const REFUSED_US = 'the payment provider refused this shop: no money moved, and its operators have to look';

/** The provider's definite no; `code` is its reason. What it refused to this installation is nobody's to pay. */
export class PaymentRefused extends DomainError {
  readonly kind: 'payment-refused' | 'provider-failed';
  readonly code: string;
  override readonly family = 'PAYMENT_REFUSED';
  constructor(reason: ProviderFailure) {
    super(reason.ours ? REFUSED_US : reason.message);
    this.kind = reason.ours ? 'provider-failed' : 'payment-refused';
    this.code = screaming(reason.code) || this.family;
  }
}

export class RefundRefused extends DomainError {
  readonly kind = 'provider-failed';
  readonly code: string;
  override readonly family = 'REFUND_REFUSED';
  constructor(reason: ProviderFailure) {
    super(reason.ours ? REFUSED_US : `the payment provider refused the refund: ${reason.message}`);
    this.code = screaming(reason.code) || this.family;
  }
}

/** What is ordered cannot be ordered so; each fault names the item. */
export class OrderRefused extends DomainError {
  readonly kind = 'invalid';
  readonly code: 'PRODUCT_NOT_FOR_SALE' | 'OWN_PRODUCT' | 'DUPLICATE_ITEM' | 'MIXED_CURRENCIES' | 'LICENCE_MISMATCH';
  override readonly faults: FieldFault[];
  constructor(code: OrderRefused['code'], message: string, itemIndex: number) {
    super(message);
    this.code = code;
    this.faults = [{ pointer: `/items/${itemIndex}/product_id`, detail: message }];
  }
}

function screaming(code: string): string {
  return code
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase()
    .slice(0, 64);
}

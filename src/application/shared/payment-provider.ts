import type { Money } from '#domain/shared/money.ts';

export const paymentProviderNames = ['sandbox', 'hyperswitch', 'stripe'] as const;
export type PaymentProviderName = (typeof paymentProviderNames)[number];

/** `open` may still succeed, fail or be paid; `canceled` includes expired. */
export type ProviderPaymentStatus = 'open' | 'succeeded' | 'failed' | 'canceled';

/** What the provider says of a payment, read from it and not from a webhook. `received` is what the buyer was really charged. */
export type ProviderPayment = {
  paymentId: string;
  status: ProviderPaymentStatus;
  amount: Money;
  received: Money;
  /** Our own reference that the payment was created with, where the provider gives it back. */
  reference: string | null;
  /** Every order that it names, wherever it does: of one of ours, nothing but the order itself. */
  namedOrders: readonly string[];
  failure: ProviderFailure | null;
};

/** `review` is not terminal and may last for days. */
export type ProviderRefundStatus = 'pending' | 'review' | 'succeeded' | 'failed';

export type ProviderRefund = {
  refundId: string;
  paymentId: string;
  status: ProviderRefundStatus;
  amount: Money;
  /** The idempotency key that it was created with; null for one made in the provider's dashboard. */
  reference: string | null;
  failure: ProviderFailure | null;
};

export type ProviderDisputeStatus = 'evidence_due' | 'under_review' | 'won' | 'lost';

export type ProviderDispute = {
  disputeId: string;
  paymentId: string;
  status: ProviderDisputeStatus;
  amount: Money;
  /** What the provider charges for a lost dispute, where it says so. */
  fee: Money | null;
  reason: string | null;
  evidenceDueBy: Date | null;
};

/**
 * The provider's reason for a refusal: `code` is its own stable code, `message` is fit to show to a buyer. With `ours` it refused
 * this installation (its key, its account, a request that makes no sense), whoever was buying: `message` is for an operator.
 */
export type ProviderFailure = { code: string; message: string; ours?: true };

/**
 * The answer to a call that moves money. `declined` is definite: nothing happened and nothing will. `unknown` is
 * everything else (time-out, reset, 5xx, a key in use): it may have happened, and only reading the provider can tell.
 */
export type Outcome<T> =
  | { outcome: 'accepted'; value: T }
  | { outcome: 'declined'; failure: ProviderFailure }
  | { outcome: 'unknown'; cause: unknown };

/** How the buyer pays: a secret for the provider's browser library, and a page of its own where there is one. */
export type CreatedPayment = { payment: ProviderPayment; clientSecret: string | null; payUrl: string | null };

export type PaymentRequest = { orderId: string; amount: Money; description: string; returnUrl: string };
export type RefundRequest = { orderId: string; refundId: string; paymentId: string; amount: Money };

/** What a signed delivery is about. It is a hint: before money or rights move, the object is read from the provider. */
export type ProviderEvent = {
  /** Unique with the provider and the account; null when the body names none. */
  eventId: string | null;
  /** The provider's own name of the event, best effort; empty when the body names none. */
  type: string;
  /** The connected account that it belongs to, where the provider scopes events. */
  account: string | null;
  subject:
    | { kind: 'payment'; paymentId: string }
    | { kind: 'refund'; refundId: string | null; paymentId: string | null }
    /** Something about the refunds of a payment, without saying of which. */
    | { kind: 'refunds'; paymentId: string }
    | { kind: 'dispute'; disputeId: string; paymentId: string | null }
    | { kind: 'account'; accountId: string }
    | { kind: 'payout'; payoutId: string; accountId: string | null }
    | { kind: 'transfer'; transferId: string }
    | { kind: 'irrelevant' };
};

export type WebhookHeaders = Record<string, string | string[] | undefined>;

/**
 * A payment service provider. Money-moving calls take the idempotency key first: the id of the row that they act for.
 * An empty key throws before a byte is sent; adapters never make a key. Two calls with one key move the money once.
 * Reads throw when the provider cannot be reached or does not answer sensibly; null means that it knows no such object.
 */
export abstract class PaymentProvider {
  abstract readonly name: PaymentProviderName;
  /** No call that asks for a payment or a refund takes longer, with what is repeated and looked up within it. */
  abstract readonly callEndsWithinMs: number;
  abstract createPayment(idempotencyKey: string, request: PaymentRequest): Promise<Outcome<CreatedPayment>>;
  abstract getPayment(paymentId: string): Promise<ProviderPayment | null>;
  /** Looks a payment up by the key that it was created with, for when the answer was lost. */
  abstract findPayment(idempotencyKey: string): Promise<CreatedPayment | null>;
  /** Gives an open payment up, so that it can no longer be paid. Answers what the payment is after the attempt. */
  abstract cancelPayment(idempotencyKey: string, paymentId: string): Promise<Outcome<ProviderPayment>>;
  abstract createRefund(idempotencyKey: string, request: RefundRequest): Promise<Outcome<ProviderRefund>>;
  abstract getRefund(refundId: string): Promise<ProviderRefund | null>;
  abstract findRefund(idempotencyKey: string, paymentId: string): Promise<ProviderRefund | null>;
  /** Every refund of a payment, those made in the provider's dashboard included. */
  abstract listRefunds(paymentId: string): Promise<ProviderRefund[]>;
  abstract getDispute(disputeId: string): Promise<ProviderDispute | null>;
  /** Every dispute over a payment, those that are decided included. */
  abstract listDisputes(paymentId: string): Promise<ProviderDispute[]>;
  /** Whether it lets us in, tried by reading what there is not. */
  abstract takesOurKey(): Promise<boolean>;
  /** Whether the raw bytes carry this provider's signature; constant time. */
  abstract verifyWebhook(headers: WebhookHeaders, rawBody: Buffer): boolean;
  /** Reads an event out of a body, signed or not; null when it is not one. Never throws. */
  abstract readWebhook(rawBody: Buffer): ProviderEvent | null;
}

/** The providers that this installation is configured for: one for new payments, all of them for what was begun with them. */
export abstract class PaymentProviders {
  /** Null when no provider is configured: nothing can be sold then. */
  abstract current(): PaymentProvider | null;
  /** Null when the provider is (no longer) configured. */
  abstract named(name: string): PaymentProvider | null;
}

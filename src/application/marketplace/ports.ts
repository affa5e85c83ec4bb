import type { Page, PageRequest } from '#application/shared/page.ts';
import type { Dispute, DisputeStatus } from '#domain/marketplace/dispute.ts';
import type { Licence } from '#domain/marketplace/licence.ts';
import type { Order, OrderStatus } from '#domain/marketplace/order.ts';
import type { LicenceKind, Product, ProductStatus } from '#domain/marketplace/product.ts';
import type { PromoCode } from '#domain/marketplace/promo-code.ts';
import type { Refund, RefundOrigin, RefundStatus } from '#domain/marketplace/refund.ts';
import type { Money } from '#domain/shared/money.ts';

/** The terms of this installation: the platform's commission in basis points, and how long a buyer may ask for a refund. */
export abstract class SaleTerms {
  abstract readonly commissionBps: number;
  abstract readonly refundWindowDays: number;
  /** How long an order waits for its payment before it is given up. */
  abstract readonly orderExpiryMs: number;
  /** Where the provider sends the buyer back to. */
  abstract returnUrl(orderId: string): string;
}

/** How long a row waits before reconciliation takes it up, in milliseconds. */
export abstract class ReconcileTerms {
  abstract readonly orderStuckAfterMs: number;
  abstract readonly refundStuckAfterMs: number;
  abstract readonly refundOrphanAfterMs: number;
}

export abstract class Products {
  abstract add(product: Product): Promise<void>;
  abstract find(id: string): Promise<Product | null>;
  abstract findForUpdate(id: string): Promise<Product | null>;
  /** The products of these ids, in the order of their ids; exclusive ones are held against every other writer. */
  abstract findManyForSale(ids: readonly string[]): Promise<Product[]>;
  /** Every product of these tracks, in the order of their ids, held against every other writer. */
  abstract ofTracksForUpdate(trackIds: readonly string[]): Promise<Product[]>;
  /** Those of these tracks whose exclusive licence another order has bought. */
  abstract tracksSoldToOthers(trackIds: readonly string[], orderId: string): Promise<string[]>;
}

export abstract class Orders {
  abstract add(order: Order): Promise<void>;
  abstract find(id: string): Promise<Order | null>;
  abstract findForUpdate(id: string): Promise<Order | null>;
  abstract findByPaymentForUpdate(provider: string, paymentId: string): Promise<Order | null>;
}

export abstract class Refunds {
  abstract add(refund: Refund): Promise<void>;
  abstract find(id: string): Promise<Refund | null>;
  abstract findForUpdate(id: string): Promise<Refund | null>;
  abstract findByProviderIdForUpdate(provider: string, providerRefundId: string): Promise<Refund | null>;
  /** Refunds that the provider has not settled yet. */
  abstract openOf(orderId: string): Promise<Refund[]>;
  abstract countFailed(orderId: string, origin: RefundOrigin): Promise<number>;
}

export abstract class Disputes {
  abstract add(dispute: Dispute): Promise<void>;
  abstract findForUpdate(provider: string, providerDisputeId: string): Promise<Dispute | null>;
  abstract ofOrder(orderId: string): Promise<Dispute[]>;
}

export abstract class Licences {
  abstract add(licence: Licence): Promise<void>;
  abstract ofOrder(orderId: string): Promise<Licence[]>;
}

export abstract class PromoCodes {
  abstract add(promo: PromoCode): Promise<void>;
  abstract findForUpdate(id: string): Promise<PromoCode | null>;
  /** By its normalised code, held against every other writer. */
  abstract findByCodeForUpdate(code: string): Promise<PromoCode | null>;
  /** How many orders of this buyer hold a use of the code. */
  abstract usesOf(promoCodeId: string, buyerId: string): Promise<number>;
  abstract recordUse(promoCodeId: string, orderId: string, buyerId: string): Promise<void>;
  /** Answers whether there was a use to give back. */
  abstract deleteUse(orderId: string): Promise<boolean>;
}

export type ProductSummary = {
  id: string;
  sellerId: string;
  sellerName: string;
  trackId: string;
  title: string;
  description: string | null;
  licence: LicenceKind;
  price: Money;
  status: ProductStatus;
  available: boolean;
  createdAt: Date;
  publishedAt: Date | null;
};
export type ProductFilter = { licence?: LicenceKind | undefined; sellerId?: string | undefined; trackId?: string | undefined };

/** What is for sale, read without a unit of work. */
export abstract class Catalogue {
  abstract listPublished(filter: ProductFilter, page: PageRequest): Promise<Page<ProductSummary>>;
  /** Drafts and archived ones included, for their seller. */
  abstract listOfSeller(sellerId: string, page: PageRequest): Promise<Page<ProductSummary>>;
  abstract find(id: string): Promise<ProductSummary | null>;
  /** Another number whenever the answers above may have changed; null when that cannot be told. */
  abstract version(): number | null;
}

export type PromoCodeSummary = Pick<
  PromoCode,
  | 'id'
  | 'code'
  | 'sellerId'
  | 'basisPoints'
  | 'amountOff'
  | 'startsAt'
  | 'endsAt'
  | 'maxUses'
  | 'maxUsesPerBuyer'
  | 'uses'
  | 'disabledAt'
  | 'createdAt'
>;

export type OrderFilter = { buyerId?: string | undefined; status?: OrderStatus | undefined };
/** Of a seller are those that take from a line of that seller. */
export type RefundFilter = { status?: RefundStatus | undefined; orderId?: string | undefined; sellerId?: string | undefined };
export type LicenceSummary = {
  id: string;
  orderId: string;
  productId: string;
  trackId: string;
  title: string;
  licence: LicenceKind;
  issuedAt: Date;
  revokedAt: Date | null;
};

/** Orders, refunds and licences as lists, read without a unit of work. */
export abstract class SalesRecords {
  abstract listOrders(filter: OrderFilter, page: PageRequest): Promise<Page<OrderSnapshot>>;
  abstract findOrder(id: string): Promise<OrderSnapshot | null>;
  abstract listRefunds(filter: RefundFilter, page: PageRequest): Promise<Page<RefundSnapshot>>;
  abstract listLicences(ownerId: string, page: PageRequest): Promise<Page<LicenceSummary>>;
  /** `sellerId` null lists the codes of every seller and of the platform. */
  abstract listPromoCodes(sellerId: string | null, page: PageRequest): Promise<Page<PromoCodeSummary>>;
  abstract findPromoCode(id: string): Promise<PromoCodeSummary | null>;
  /** Whether this user holds a licence to the track that has not been revoked. */
  abstract holdsLicence(userId: string, trackId: string): Promise<boolean>;
  /** Whether anybody holds a licence to the track or is about to pay for one, or a product offers it. */
  abstract isTrackInUse(trackId: string): Promise<boolean>;
}

export type PaidOrder = { id: string; provider: string; paymentId: string };
export type OpenDispute = {
  id: string;
  orderId: string;
  provider: string;
  providerDisputeId: string;
  status: DisputeStatus;
  openedAt: Date;
};

/** What reconciliation looks at, in turn: those first that the provider was not asked about for the longest. */
export abstract class SaleChecks {
  /** Pending orders placed before a moment, those with a payment id and those without. */
  abstract pendingOrders(kind: 'with-payment' | 'without-payment', before: Date, limit: number): Promise<string[]>;
  /** Refunds that are not to be asked for before a later moment count from that. */
  abstract openRefunds(kind: 'with-provider-id' | 'without-provider-id', before: Date, limit: number): Promise<string[]>;
  /** Orders placed since a moment that have a payment and wait for nothing. */
  abstract endedOrders(placedSince: Date, limit: number): Promise<PaidOrder[]>;
  /** Disputes that nobody has decided, as far as we know. */
  abstract openDisputes(limit: number): Promise<OpenDispute[]>;
  /** That the provider is asked now, in the ambient unit of work. */
  abstract recordOrder(orderId: string, at: Date): Promise<void>;
  abstract recordRefund(refundId: string, at: Date): Promise<void>;
  abstract recordDispute(disputeId: string, at: Date): Promise<void>;
}

export type TrackForSale = { id: string; ownerId: string; title: string; ready: boolean };

/** What marketplace asks of the media context. */
export abstract class TracksForSale {
  abstract find(trackId: string): Promise<TrackForSale | null>;
  /** Those of these that have not been deleted. Nobody waits for it. */
  abstract existing(trackIds: readonly string[]): Promise<string[]>;
}

/** What marketplace asks of the ledger. Everything is posted in the ambient unit of work, once for each order or refund. */
export abstract class SaleBooks {
  abstract recordSale(order: Order, at: Date): Promise<void>;
  abstract recordRefund(refund: Refund, at: Date): Promise<void>;
  abstract undoRefund(refund: Refund, at: Date): Promise<void>;
  /** What the provider charges the platform for a lost dispute. */
  abstract recordDisputeFee(dispute: Dispute, fee: Money, at: Date): Promise<void>;
  /** It was won on appeal. */
  abstract returnDisputeFee(dispute: Dispute, fee: Money, at: Date): Promise<void>;
}

export type SellerShare = { sellerId: string; amount: Money };

/** What marketplace asks of payouts. Everything happens in the ambient unit of work; providers are called later, by workers. */
export abstract class SellerSettlements {
  abstract open(orderId: string, shares: SellerShare[], at: Date): Promise<void>;
  abstract takeBack(orderId: string, refundId: string, shares: SellerShare[], at: Date): Promise<void>;
  abstract giveAgain(orderId: string, refundId: string, shares: SellerShare[], at: Date): Promise<void>;
  /** While a dispute is open, nothing of the order is transferred. */
  abstract hold(orderId: string, at: Date): Promise<void>;
  abstract release(orderId: string, at: Date): Promise<void>;
}

export type Contact = { email: string; name: string };

/** What marketplace asks of identity. */
export abstract class People {
  abstract contact(userId: string): Promise<Contact | null>;
}

/** What marketplace asks of mail: a message is enqueued in the ambient unit of work. `about` is what it tells of: `order:<id>`. */
export abstract class Messages {
  abstract post(message: { to: string; subject: string; text: string; about: string }): Promise<void>;
}

export type OrderSnapshot = Pick<
  Order,
  | 'id'
  | 'buyerId'
  | 'total'
  | 'provider'
  | 'createdAt'
  | 'items'
  | 'status'
  | 'paymentId'
  | 'clientSecret'
  | 'payUrl'
  | 'completedAt'
  | 'refundDeadline'
  | 'failureCode'
  | 'disputedAt'
  | 'disputeOutcome'
  | 'updatedAt'
  | 'refunded'
>;

export type RefundSnapshot = Pick<
  Refund,
  | 'id'
  | 'orderId'
  | 'amount'
  | 'lines'
  | 'status'
  | 'reason'
  | 'origin'
  | 'requestedBy'
  | 'paymentId'
  | 'provider'
  | 'askedSince'
  | 'providerRefundId'
  | 'failureCode'
  | 'failureMessage'
  | 'createdAt'
  | 'succeededAt'
  | 'failedAt'
>;

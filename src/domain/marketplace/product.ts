import { DomainError } from '#domain/shared/domain-error.ts';
import type { Money } from '#domain/shared/money.ts';
import { nextState } from '#domain/shared/transitions.ts';

const transitions = {
  draft: ['published', 'archived'],
  published: ['draft', 'sold', 'archived'],
  sold: ['published'],
  archived: [],
} as const satisfies Record<string, readonly string[]>;

export type ProductStatus = keyof typeof transitions;
export const productStatuses = Object.keys(transitions) as ProductStatus[];

export const licenceKinds = ['basic', 'premium', 'exclusive'] as const;
export type LicenceKind = (typeof licenceKinds)[number];

export class ProductUnavailable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'PRODUCT_UNAVAILABLE';
}

/** A licence to a track, offered at a price. An exclusive one can be held by one order at a time, and sold once. */
export class Product {
  readonly id: string;
  readonly sellerId: string;
  readonly trackId: string;
  readonly licence: LicenceKind;
  readonly createdAt: Date;
  private _title: string;
  private _description: string | null;
  private _price: Money;
  private _status: ProductStatus = 'draft';
  private _heldByOrderId: string | null = null;
  private _publishedAt: Date | null = null;
  private _updatedAt: Date;

  constructor(offer: {
    id: string;
    sellerId: string;
    trackId: string;
    licence: LicenceKind;
    title: string;
    description: string | null;
    price: Money;
    at: Date;
  }) {
    this.id = offer.id;
    this.sellerId = offer.sellerId;
    this.trackId = offer.trackId;
    this.licence = offer.licence;
    this._title = offer.title;
    this._description = offer.description;
    this._price = offer.price;
    this.createdAt = offer.at;
    this._updatedAt = offer.at;
  }

  get title(): string {
    return this._title;
  }

  get description(): string | null {
    return this._description;
  }

  get price(): Money {
    return this._price;
  }

  get status(): ProductStatus {
    return this._status;
  }

  get heldByOrderId(): string | null {
    return this._heldByOrderId;
  }

  get publishedAt(): Date | null {
    return this._publishedAt;
  }

  get updatedAt(): Date {
    return this._updatedAt;
  }

  revise(change: { title?: string | undefined; description?: string | null | undefined; price?: Money | undefined }, at: Date): void {
    if (this._status === 'archived' || this._status === 'sold') throw new ProductUnavailable('this product can no longer be changed');
    this._title = change.title ?? this._title;
    if (change.description !== undefined) this._description = change.description;
    this._price = change.price ?? this._price;
    this._updatedAt = at;
  }

  publish(at: Date): void {
    if (this._status === 'published') return;
    if (this._status === 'sold') throw new ProductUnavailable('this exclusive licence has been sold');
    this.become('published');
    this._publishedAt = at;
    this._updatedAt = at;
  }

  unpublish(at: Date): void {
    if (this._status === 'draft') return;
    this.become('draft');
    this._updatedAt = at;
  }

  archive(at: Date): void {
    if (this._status === 'archived') return;
    this.become('archived');
    this._updatedAt = at;
  }

  /** Keeps an exclusive licence for one order until it is paid or given up. */
  hold(orderId: string): void {
    if (this._status !== 'published') throw new ProductUnavailable('this product is not for sale');
    if (this.licence !== 'exclusive') return;
    if (this._heldByOrderId && this._heldByOrderId !== orderId) throw new ProductUnavailable('this exclusive licence is being bought');
    this._heldByOrderId = orderId;
  }

  /** Whether no other exclusive licence to its track can be offered beside this one. */
  get claimsTrack(): boolean {
    if (this.licence !== 'exclusive' || this._status === 'archived') return false;
    return this._status !== 'draft' || this._heldByOrderId !== null;
  }

  /** Whether the goods of this order can still be given. A licence that is not exclusive never runs out. */
  canBeGivenTo(orderId: string): boolean {
    if (this.licence !== 'exclusive') return true;
    if (this._status === 'sold') return this._heldByOrderId === orderId;
    return this._status !== 'archived' && (this._heldByOrderId === null || this._heldByOrderId === orderId);
  }

  sellTo(orderId: string, at: Date): void {
    if (this.licence !== 'exclusive') return;
    if (!this.canBeGivenTo(orderId)) throw new ProductUnavailable('this exclusive licence has gone to somebody else');
    if (this._status === 'sold') return;
    if (this._status === 'draft') this.become('published');
    this.become('sold');
    this._heldByOrderId = orderId;
    this._updatedAt = at;
  }

  /** Gives an exclusive licence back: the order failed, or its licence was revoked. */
  release(orderId: string, at: Date): void {
    if (this._heldByOrderId !== orderId) return;
    this._heldByOrderId = null;
    if (this._status === 'sold') this.become('published');
    this._updatedAt = at;
  }

  private become(next: ProductStatus): void {
    this._status = nextState('a product', transitions, this._status, next);
  }
}

import type { LicenceKind } from './product.ts';

/** The buyer's right to a track, given by a paid line of an order. A revoked one stays on record as revoked. */
export class Licence {
  readonly id: string;
  readonly orderId: string;
  readonly productId: string;
  readonly trackId: string;
  readonly ownerId: string;
  readonly sellerId: string;
  readonly title: string;
  readonly licence: LicenceKind;
  readonly issuedAt: Date;
  private _revokedAt: Date | null = null;

  constructor(issued: {
    id: string;
    orderId: string;
    productId: string;
    trackId: string;
    ownerId: string;
    sellerId: string;
    title: string;
    licence: LicenceKind;
    at: Date;
  }) {
    this.id = issued.id;
    this.orderId = issued.orderId;
    this.productId = issued.productId;
    this.trackId = issued.trackId;
    this.ownerId = issued.ownerId;
    this.sellerId = issued.sellerId;
    this.title = issued.title;
    this.licence = issued.licence;
    this.issuedAt = issued.at;
  }

  get revokedAt(): Date | null {
    return this._revokedAt;
  }

  revoke(at: Date): void {
    this._revokedAt ??= at;
  }

  reinstate(): void {
    this._revokedAt = null;
  }
}

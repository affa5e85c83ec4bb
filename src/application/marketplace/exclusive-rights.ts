import type { Order } from '#domain/marketplace/order.ts';
import { type Product, ProductUnavailable } from '#domain/marketplace/product.ts';
import type { Products, TracksForSale } from './ports.ts';

type Deps = { products: Products; tracks: TracksForSale };

/** An exclusive licence is one of its track: whoever buys it is the last to get any. In the ambient unit of work. */
export class ExclusiveRights {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {ProductUnavailable} for an offer of a track that somebody has bought exclusively. */
  async requireFree(products: readonly Product[], orderId: string): Promise<void> {
    const gone = await this.#deps.products.tracksSoldToOthers(
      products.map(({ trackId }) => trackId),
      orderId,
    );
    if (gone.length > 0) throw new ProductUnavailable('this track has been sold exclusively');
  }

  /** @throws {ProductUnavailable} when another offer of the track stands in the way of this one. */
  async requirePublishable(product: Product): Promise<void> {
    const others = await this.#othersOf(product);
    if (others.some(({ status }) => status === 'sold')) throw new ProductUnavailable('its track has been sold exclusively');
    if (product.licence === 'exclusive' && others.some(({ claimsTrack }) => claimsTrack)) {
      throw new ProductUnavailable('its track is offered exclusively already');
    }
  }

  /** Of these products of the order, those whose licences can be given to it. */
  async givable(order: Order, productIds: readonly string[]): Promise<string[]> {
    const { products, tracks } = this.#deps;
    const asked = order.items.filter(({ productId }) => productIds.includes(productId));
    const existing = await tracks.existing(asked.map(({ trackId }) => trackId));
    const wanted = asked.filter(({ trackId }) => existing.includes(trackId));
    const exclusive = wanted.filter(({ licence }) => licence === 'exclusive');
    const offers = await products.ofTracksForUpdate(exclusive.map(({ trackId }) => trackId));
    const gone = await products.tracksSoldToOthers(
      wanted.map(({ trackId }) => trackId),
      order.id,
    );
    const isFree = (productId: string, trackId: string) =>
      offers.some((offer) => offer.id === productId && offer.canBeGivenTo(order.id)) &&
      !offers.some((offer) => offer.id !== productId && offer.trackId === trackId && offer.claimsTrack);
    return wanted
      .filter(({ productId, trackId, licence }) => !gone.includes(trackId) && (licence !== 'exclusive' || isFree(productId, trackId)))
      .map(({ productId }) => productId);
  }

  /** Sells the exclusive ones among these, and takes everything else of their tracks off sale. */
  async sell(order: Order, productIds: readonly string[], at: Date): Promise<void> {
    const exclusive = order.items.filter(({ productId, licence }) => licence === 'exclusive' && productIds.includes(productId));
    for (const offer of await this.#deps.products.ofTracksForUpdate(exclusive.map(({ trackId }) => trackId))) {
      if (exclusive.some(({ productId }) => productId === offer.id)) offer.sellTo(order.id, at);
      else if (offer.status === 'published') offer.unpublish(at);
    }
  }

  async #othersOf({ id, trackId }: Product): Promise<Product[]> {
    return (await this.#deps.products.ofTracksForUpdate([trackId])).filter((other) => other.id !== id);
  }
}

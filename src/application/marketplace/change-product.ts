import type { AuditLog, AuditValues } from '#application/audit/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import { type Product, ProductUnavailable } from '#domain/marketplace/product.ts';
import type { Money } from '#domain/shared/money.ts';
import type { ExclusiveRights } from './exclusive-rights.ts';
import type { Products, TrackForSale, TracksForSale } from './ports.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  products: Products;
  exclusiveRights: ExclusiveRights;
  tracks: TracksForSale;
  audit: AuditLog;
  clock: Clock;
};
export type ProductChange =
  | { verb: 'publish' | 'unpublish' | 'archive' }
  | { verb: 'revise'; title?: string | undefined; description?: string | null | undefined; price?: Money | undefined };

const done = {
  publish: 'product.published',
  unpublish: 'product.unpublished',
  archive: 'product.archived',
  revise: 'product.revised',
} as const;
const valuesOf = ({ status, title, price }: Product): AuditValues => ({
  status,
  title,
  price: Number(price.amount),
  currency: price.currency,
});

/** What a seller does to an own product. Publishing what is published already changes nothing. */
export class ChangeProduct {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} for a product of somebody else, too. */
  async execute(command: { actor: Actor; productId: string; change: ProductChange }): Promise<void> {
    const { unitOfWork, products, audit, clock } = this.#deps;
    const { productId, actor, change } = command;
    await unitOfWork.run(async () => {
      const { product, track } =
        change.verb === 'publish' ? await this.#withTrack(productId) : { product: await products.findForUpdate(productId), track: null };
      if (product?.sellerId !== actor.userId) throw new NotFound('product');
      const [before, at] = [valuesOf(product), clock.now()];
      await this.#apply(product, track, change, at);
      const after = valuesOf(product);
      if (change.verb !== 'revise' && before['status'] === after['status']) return;
      await audit.append({ actorId: actor.userId, action: done[change.verb], subject: `product:${productId}`, before, after, at });
    });
  }

  /** Its track first, then that track's products in their order: who publishes at the same time waits, and in no circle. */
  async #withTrack(productId: string): Promise<{ product: Product | null; track: TrackForSale | null }> {
    const { products, tracks } = this.#deps;
    const found = await products.find(productId);
    if (!found) return { product: null, track: null };
    const track = await tracks.find(found.trackId);
    const offers = await products.ofTracksForUpdate([found.trackId]);
    return { product: offers.find(({ id }) => id === productId) ?? null, track };
  }

  async #apply(product: Product, track: TrackForSale | null, change: ProductChange, now: Date): Promise<void> {
    if (change.verb === 'revise') product.revise(change, now);
    else if (change.verb === 'unpublish') product.unpublish(now);
    else if (change.verb === 'archive') product.archive(now);
    else {
      if (!track?.ready) throw new ProductUnavailable('its track is not ready to be sold');
      if (product.status !== 'published') await this.#deps.exclusiveRights.requirePublishable(product);
      product.publish(now);
    }
  }
}

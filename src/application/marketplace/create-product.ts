import { type Actor, requireCreator } from '#application/shared/actor.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import type { Clock, Ids, UnitOfWork } from '#application/shared/ports.ts';
import { type LicenceKind, Product } from '#domain/marketplace/product.ts';
import type { Money } from '#domain/shared/money.ts';
import type { Products, TracksForSale } from './ports.ts';

type Deps = { unitOfWork: UnitOfWork; products: Products; tracks: TracksForSale; ids: Ids; clock: Clock };
type Command = { actor: Actor; trackId: string; title: string; description?: string | undefined; price: Money; licence: LicenceKind };

export class CreateProduct {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers the new draft's id. @throws {Forbidden | InvalidInput} */
  async execute({ actor, trackId, title, description, price, licence }: Command): Promise<string> {
    const { unitOfWork, products, tracks, ids, clock } = this.#deps;
    requireCreator(actor);
    return unitOfWork.run(async () => {
      const track = await tracks.find(trackId);
      if (track?.ownerId !== actor.userId) throw new InvalidInput([{ pointer: '/track_id', detail: 'must be a track of yours' }]);
      const offer = {
        id: ids.next(),
        sellerId: actor.userId,
        trackId,
        licence,
        title,
        description: description ?? null,
        price,
        at: clock.now(),
      };
      await products.add(new Product(offer));
      return offer.id;
    });
  }
}

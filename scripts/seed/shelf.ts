import { Readable } from 'node:stream';
import type { Container } from 'inversify';
import { ChangeProduct } from '#application/marketplace/change-product.ts';
import { CreateProduct } from '#application/marketplace/create-product.ts';
import { CreatePromoCode, PromoCodeTaken } from '#application/marketplace/create-promo-code.ts';
import { Catalogue } from '#application/marketplace/ports.ts';
import { TrackLibrary } from '#application/media/ports.ts';
import { UploadTrack } from '#application/media/upload-track.ts';
import type { Actor } from '#application/shared/actor.ts';
import { GivenUp } from '#bootstrap/given-up.ts';
import type { LicenceKind } from '#domain/marketplace/product.ts';
import { Money } from '#domain/shared/money.ts';
import { type Actors, type DemoProduct, type DemoTrack, demo, promoCode } from './demo.ts';
import { melody } from './melody.ts';

const ALL = { limit: 100 };

/** Product ids by title and licence. */
export type Shelf = { productOf(title: string, licence: LicenceKind): string };

const nameOf = (title: string, licence: LicenceKind): string => `${title} (${licence})`;

async function makeTrack(container: Container, actor: Actor, { title, genre, notes }: DemoTrack): Promise<string> {
  const own = await container.get(TrackLibrary).listOfOwner(actor.userId, {}, ALL);
  const known = own.data.find((track) => track.title === title);
  if (known) return known.id;
  const said = { title, genre, bpm: 120, musicalKey: 'A minor', visibility: 'public' as const };
  const track = await container.get(UploadTrack).execute({
    actor,
    read: async (keep) => ({ said, kept: await keep({ content: Readable.from([melody(notes, 4)]), fileName: `${title}.wav` }) }),
  });
  return track.id;
}

async function makeProduct(container: Container, actor: Actor, offer: DemoProduct & { trackId: string; title: string }): Promise<string> {
  const { licence, cents, draft = false, trackId } = offer;
  const title = nameOf(offer.title, licence);
  const own = await container.get(Catalogue).listOfSeller(actor.userId, ALL);
  const known = own.data.find((product) => product.title === title);
  const price = Money.of(BigInt(cents), 'EUR');
  const productId = known?.id ?? (await container.get(CreateProduct).execute({ actor, trackId, title, price, licence }));
  if (!draft && !known?.publishedAt) await container.get(ChangeProduct).execute({ actor, productId, change: { verb: 'publish' } });
  return productId;
}

async function makePromoCode(container: Container, actor: Actor): Promise<void> {
  try {
    await container.get(CreatePromoCode).execute({ actor, code: promoCode, discount: { basisPoints: 1000 } });
  } catch (error) {
    if (!(error instanceof PromoCodeTaken)) throw error;
  }
}

/** Everything that is for sale in the demo. What is there already stays as it is. */
export async function fillShelf(container: Container, actors: Actors): Promise<Shelf> {
  await Promise.all([UploadTrack, CreateProduct, ChangeProduct, CreatePromoCode].map((service) => container.getAsync<object>(service)));
  const products = new Map<string, string>();
  for (const { name, tracks } of demo.people) {
    const actor = actors.get(name);
    for (const track of actor ? tracks : []) {
      const trackId = await makeTrack(container, actor as Actor, track);
      for (const product of track.products) {
        const offer = { ...product, title: track.title, trackId };
        products.set(nameOf(track.title, product.licence), await makeProduct(container, actor as Actor, offer));
      }
    }
  }
  const admin = actors.get('admin');
  if (admin) await makePromoCode(container, admin);
  return {
    productOf: (title, licence) => {
      const id = products.get(nameOf(title, licence));
      if (!id) throw new GivenUp(`the demo has no ${nameOf(title, licence)}`);
      return id;
    },
  };
}

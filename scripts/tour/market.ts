import type { UploadedTrack } from './music.ts';
import type { Person } from './people.ts';
import { promised } from './reply.ts';
import type { Tour } from './tour-context.ts';
import { Visitor } from './visitor.ts';

export type Shop = { seller: Person; track: UploadedTrack; basic: string; premium: string };

async function offer({ visitor }: Person, trackId: string, licence: string, amount: number): Promise<string> {
  const price = { amount, currency: 'EUR' };
  const draft = (await visitor.post('/marketplace/products', { track_id: trackId, title: `A tone (${licence})`, price, licence })).is(201);
  promised(draft.at('status') === 'draft', 'a product begins as a draft', draft.at('status'));
  return draft.text('id');
}

export async function openShop(tour: Tour, seller: Person, track: UploadedTrack): Promise<Shop> {
  const anybody = new Visitor(tour.baseUrl);
  const basic = await offer(seller, track.id, 'basic', 1299);
  const premium = await offer(seller, track.id, 'premium', 4900);
  (await anybody.get(`/marketplace/products/${basic}`)).is(404);
  tour.saw('two drafts, which nobody else can see: 404');
  for (const id of [basic, premium]) {
    const published = (await seller.visitor.post(`/marketplace/products/${id}/publish`)).is(200);
    promised(published.at('status') === 'published', 'publishing publishes', published.at('status'));
  }
  const shown = (await anybody.get(`/marketplace/products/${basic}`)).is(200);
  promised(shown.at('price.amount') === 1299 && shown.at('price.currency') === 'EUR', 'the price is what was asked', shown.at('price'));
  tour.saw('published: anybody sees the basic licence for 12.99 EUR');
  await browse(tour, anybody, seller.id, [basic, premium]);
  return { seller, track, basic, premium };
}

/** Goes through the list one product at a time. */
async function browse(tour: Tour, anybody: Visitor, sellerId: string, products: string[]): Promise<void> {
  const seen: string[] = [];
  let cursor = '';
  for (let pages = 0; pages <= products.length; pages += 1) {
    const page = (await anybody.get(`/marketplace/products?limit=1&seller_id=${sellerId}${cursor}`)).is(200);
    seen.push(page.text('data.0.id'));
    const next = page.at('next_cursor');
    if (next === null) break;
    cursor = `&cursor=${encodeURIComponent(String(next))}`;
  }
  promised(seen.join() === [...products].reverse().join(), 'the pages of a list hold each product once, newest first', seen);
  (await anybody.get('/marketplace/products?cursor=made-up')).is(422, 'VALIDATION_FAILED');
  tour.saw(`${seen.length} pages of one product each, newest first; a made-up cursor is 422`);
}

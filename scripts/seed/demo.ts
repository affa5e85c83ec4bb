import type { Actor } from '#application/shared/actor.ts';
import type { LicenceKind } from '#domain/marketplace/product.ts';

type Notes = readonly (number | null)[];
export type DemoProduct = { licence: LicenceKind; cents: number; draft?: boolean };
export type DemoTrack = { title: string; genre: string; notes: Notes; products: readonly DemoProduct[] };
/** The name is what they are called in the demo. */
export type DemoPerson = { name: string; role: 'user' | 'creator' | 'admin'; tracks: readonly DemoTrack[] };

/** What an order of the demo ends as. */
type DemoEnd = 'pending' | 'completed' | 'refunded' | 'partially_refunded' | 'refund_pending' | 'failed' | 'canceled';
export type DemoOrder = { buyer: string; items: readonly [track: string, licence: LicenceKind][]; end: DemoEnd; promoCode?: string };
export type Actors = ReadonlyMap<string, Actor>;

export const password = 'a demo of music';
export const emailOf = (name: string): string => `${name}@demo.example`;
/** Such as nobody who was there before is likely to have. */
export const usernameOf = (name: string): string => `demo-${name}`;
export const promoCode = 'DEMO10';

const people: readonly DemoPerson[] = [
  { name: 'admin', role: 'admin', tracks: [] },
  {
    name: 'ada',
    role: 'creator',
    tracks: [
      {
        title: 'Morning Tide',
        genre: 'Ambient',
        notes: [0, 7, 12, 16, 19, 16, 12, 7],
        products: [
          { licence: 'basic', cents: 999 },
          { licence: 'premium', cents: 3900 },
        ],
      },
      {
        title: 'Slow Lanterns',
        genre: 'Ambient',
        notes: [3, null, 10, 15, null, 10, 7, null],
        products: [
          { licence: 'basic', cents: 1299 },
          { licence: 'exclusive', cents: 49_900 },
        ],
      },
    ],
  },
  {
    name: 'grace',
    role: 'creator',
    tracks: [
      {
        title: 'Copper Wires',
        genre: 'Electronic',
        notes: [0, 0, 12, 0, 3, 3, 15, 10],
        products: [
          { licence: 'basic', cents: 799 },
          { licence: 'premium', cents: 2900 },
        ],
      },
      {
        title: 'Unfinished Business',
        genre: 'Electronic',
        notes: [5, 8, 12, 8],
        products: [{ licence: 'basic', cents: 500, draft: true }],
      },
    ],
  },
  { name: 'linus', role: 'user', tracks: [] },
  { name: 'margaret', role: 'user', tracks: [] },
];

const orders: readonly DemoOrder[] = [
  {
    buyer: 'linus',
    items: [
      ['Morning Tide', 'basic'],
      ['Copper Wires', 'basic'],
    ],
    end: 'completed',
  },
  { buyer: 'margaret', items: [['Morning Tide', 'premium']], end: 'completed', promoCode },
  { buyer: 'linus', items: [['Copper Wires', 'premium']], end: 'refunded' },
  {
    buyer: 'linus',
    items: [
      ['Morning Tide', 'premium'],
      ['Slow Lanterns', 'basic'],
    ],
    end: 'partially_refunded',
  },
  { buyer: 'margaret', items: [['Copper Wires', 'basic']], end: 'refund_pending' },
  { buyer: 'margaret', items: [['Slow Lanterns', 'basic']], end: 'failed' },
  { buyer: 'linus', items: [['Slow Lanterns', 'basic']], end: 'canceled' },
  { buyer: 'margaret', items: [['Copper Wires', 'premium']], end: 'pending' },
  { buyer: 'margaret', items: [['Slow Lanterns', 'exclusive']], end: 'completed' },
];

export const demo = { people, orders };

import fc from 'fast-check';
import { BEN, MILA } from './payout-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const seller = fc.constantFrom(MILA, MILA, MILA, BEN);
const cents = fc.integer({ min: 1, max: 1_000 });
/** Counted from the latest. */
const position = fc.nat({ max: 3 });
const fault = fc.constantFrom('decline', 'lose', 'lose-answer');
const disturbance = fc.oneof(
  fc.record({ call: fc.constantFrom('createTransfer', 'reverseTransfer', 'createPayout', 'createAccount'), fault }),
  fc.record({ call: fc.constant('read'), fault: fc.constant('lose') }),
  fc.record({ call: fc.constant('funds'), fault: fc.constant('decline') }),
);
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('sell'), seller, cents }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('refund'), position, cents: fc.constantFrom<number>(1, 400, 1_000) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo'), position }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('disturb'), disturbance, times: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.constantFrom(0, 0, MINUTE, 10 * MINUTE, 25 * HOUR) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('payout'), seller }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bounce'), position, seller }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('hold', 'release'), position }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry'), position }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconcile') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace'), seller }) },
);
export type SellerEvent = typeof event extends fc.Arbitrary<infer E> ? E : never;

const pass = (ms: number): SellerEvent => ({ kind: 'pass', ms });
const sold = (amount: number): SellerEvent => ({ kind: 'sell', seller: MILA, cents: amount });
const refunded = (amount: number): SellerEvent => ({ kind: 'refund', position: 0, cents: amount });
const undone: SellerEvent = { kind: 'undo', position: 0 };
const wrong = (call: 'createTransfer' | 'reverseTransfer', how: 'decline' | 'lose' | 'lose-answer', times: number): SellerEvent => ({
  kind: 'disturb',
  disturbance: { call, fault: how },
  times,
});
/** What rarely comes about by chance: things that go wrong in the middle of something. */
const scene = fc.oneof(
  fc
    .record({ fault, times: fc.integer({ min: 1, max: 3 }), part: cents, forgets: fc.boolean(), isUndone: fc.boolean() })
    .map(({ fault: how, times, part, forgets, isUndone }): SellerEvent[] => [
      sold(1_000),
      pass(0),
      wrong('reverseTransfer', how, times),
      refunded(part),
      pass(0),
      ...(forgets ? [{ kind: 'forget' } as const] : []),
      ...(isUndone ? [undone] : [pass(10 * MINUTE)]),
    ]),
  fc
    .record({ fault, times: fc.integer({ min: 1, max: 3 }), part: cents, isUndone: fc.boolean() })
    .map(({ fault: how, times, part, isUndone }): SellerEvent[] => [
      wrong('createTransfer', how, times),
      sold(1_000),
      pass(0),
      refunded(part),
      pass(10 * MINUTE),
      refunded(100),
      pass(10 * MINUTE),
      ...(isUndone ? [undone] : []),
      { kind: 'retry', position: 0 },
    ]),
  fc.constant<SellerEvent[]>([
    sold(1_000),
    pass(0),
    wrong('reverseTransfer', 'decline', 3),
    refunded(700),
    pass(10 * MINUTE),
    pass(10 * MINUTE),
    pass(10 * MINUTE),
    sold(900),
    pass(0),
    { kind: 'retry', position: 1 },
  ]),
);
/** Stories of sales, refunds, payouts and faults, each a list of scenes. */
export const sellerStories = fc.array(
  fc.oneof({ weight: 6, arbitrary: event.map((single) => [single]) }, { weight: 1, arbitrary: scene }),
  {
    minLength: 5,
    maxLength: 30,
  },
);

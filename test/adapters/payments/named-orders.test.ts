import assert from 'node:assert/strict';
import { namedOrdersOf } from '#adapters/payments/named-orders.ts';

describe('the orders that a payment names', () => {
  for (const [what, metadata, named] of [
    ['nothing at all', null, []],
    ['no metadata of ours', { shop: 'x' }, []],
    ['one order, twice', { order_id: 'a', reference: 'a' }, ['a']],
    ['two orders', { order_id: 'a', reference: 'b' }, ['a', 'b']],
    ['what is no text', { order_id: 7, reference: '' }, []],
  ] as const) {
    it(`are ${JSON.stringify(named)} when its metadata names ${what}`, () => {
      assert.deepEqual(namedOrdersOf(metadata), named);
    });
  }
});

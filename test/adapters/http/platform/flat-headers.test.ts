import assert from 'node:assert/strict';
import { flatHeaders } from '#adapters/http/platform/flat-headers.ts';

describe('headers in a row', () => {
  it('name each header once, by what was said of it last', () => {
    const everywhere = { 'cache-control': 'no-store', vary: 'Origin', 'x-frame-options': 'DENY' };
    const here = { 'x-request-id': 'r-1', vary: 'Cookie' };
    const answer = { 'cache-control': 'no-cache', 'content-length': 0 };
    assert.deepEqual(flatHeaders(everywhere, here, answer), [
      ...['x-frame-options', 'DENY'],
      ...['x-request-id', 'r-1', 'vary', 'Cookie'],
      ...['cache-control', 'no-cache', 'content-length', 0],
    ]);
  });

  it('leave what they are made of as it was', () => {
    const everywhere = Object.freeze({ a: '1' });
    assert.deepEqual(flatHeaders(everywhere, {}, { a: '2' }), ['a', '2']);
    assert.deepEqual(flatHeaders(everywhere, {}, {}), ['a', '1']);
  });
});

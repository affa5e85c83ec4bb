import assert from 'node:assert/strict';
import { urlOf } from '#bootstrap/own-address.ts';
import { RunningProduct } from '#test/support/running-product.ts';

describe('the address at which a process reaches itself', () => {
  for (const [address, url] of [
    ['0.0.0.0', 'http://127.0.0.1:8080'],
    ['::', 'http://[::1]:8080'],
    ['127.0.0.2', 'http://127.0.0.2:8080'],
    ['192.0.2.7', 'http://192.0.2.7:8080'],
    ['2001:db8::7', 'http://[2001:db8::7]:8080'],
  ] as const) {
    it(`is ${url} when it listens at ${address}`, () => assert.equal(urlOf({ address, port: 8080 }), url));
  }

  it('is where it listens, so that the sandbox finds it there', async () => {
    const product = await RunningProduct.start({ database: 'sqlite', environment: { HOST: '127.0.0.2' } });
    try {
      assert.equal(new URL(product.urls[0] ?? '').hostname, '127.0.0.2');
      await product.person();
    } finally {
      await product.stop();
    }
  });
});

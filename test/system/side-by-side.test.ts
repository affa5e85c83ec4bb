import assert from 'node:assert/strict';
import { freePort } from '#test/support/free-port.ts';
import { RunningProduct } from '#test/support/running-product.ts';

describe('two instances on one PostgreSQL, on ports of their own and without a public URL', () => {
  let product: RunningProduct;
  before(async () => {
    const [first, second] = [await freePort(), await freePort()];
    product = await RunningProduct.start({
      database: 'postgres',
      instances: 2,
      environment: { PORT: String(first) },
      last: { PORT: String(second) },
    });
  });
  after(() => product.stop());

  it('believe each other’s access tokens', async () => {
    const person = await product.person();
    assert.notEqual(product.urls[0], product.urls[1]);
    for (const instance of [0, 1]) (await person.at(instance).get('/users/me')).is(200);
  });
});

import assert from 'node:assert/strict';
import { eventually } from '#test/support/eventually.ts';
import { type Person, RunningProduct } from '#test/support/running-product.ts';
import { SeverableWire } from '#test/support/severable-wire.ts';

describe('the product while its database is away', () => {
  let product: RunningProduct;
  let wire: SeverableWire;
  let person: Person;
  before(async () => {
    wire = await SeverableWire.open();
    product = await RunningProduct.start({ database: 'postgres', through: (url) => wire.to(url) });
    person = await product.person('creator');
  });
  after(async () => {
    await wire.join();
    await product.stop();
    await wire.sever();
  });

  const login = { email: 'nobody@example.org', password: 'correct horse battery staple' };
  const asked = () => [
    person.get('/marketplace/products'),
    person.get('/users/me'),
    person.get(`/marketplace/orders/${crypto.randomUUID()}`),
    person.post('/users/me/upgrade-creator'),
    person.post('/auth/login', login),
    person.post('/auth/register', { ...login, username: 'nobody' }),
  ];

  it('says so, with the time to come back at, and serves again once it is there', async () => {
    await wire.sever();
    for (const reply of await Promise.all(asked())) {
      reply.is(503, 'UNAVAILABLE');
      assert.equal(reply.header('retry-after'), '5');
    }
    (await person.get('//health/live')).is(200);
    (await person.get('//health/ready')).is(503);
    await wire.join();
    await eventually('readiness', async () => ((await person.get('//health/ready')).status === 200 ? true : null));
    assert.deepEqual(
      (await Promise.all(asked())).map(({ status }) => status),
      [200, 200, 404, 200, 401, 202],
    );
  });
});
